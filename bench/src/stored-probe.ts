import { type InfluxAddress, queryInflux } from "@gridwatch/testkit";
import type { Delays } from "./delays.js";

const ASK_EVERY_MS = 25;

/**
 * Asks InfluxDB itself for a sample of the readings until it has them. One request for all that are outstanding, each
 * for a single point of a single series, at most 40 times a second: that is small beside what storage writes, and the
 * wait between two requests stands in the delays, which are therefore never too good.
 */
export class StoredProbe {
  private readonly outstanding = new Map<string, { device: string; timestamp: number }>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly influx: InfluxAddress,
    private readonly delays: Delays,
  ) {}

  watchFor(device: string, timestamp: number): void {
    this.outstanding.set(`${device} ${timestamp}`, { device, timestamp });
    this.delays.published(device, timestamp);
    this.scheduleQuery();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private scheduleQuery(): void {
    if (!this.stopped && this.outstanding.size > 0) this.timer ??= setTimeout(() => void this.ask(), ASK_EVERY_MS);
  }

  private async ask(): Promise<void> {
    const statements = [...this.outstanding.values()].map(
      ({ device, timestamp }) =>
        `SELECT "device", "input_voltage" FROM telemetry WHERE "device" = '${device}' AND time = ${timestamp}ms`,
    );
    for (const { device, time } of await queryInflux(this.influx, statements.join(";"))) {
      this.outstanding.delete(`${device} ${time}`);
      this.delays.seen(String(device), Number(time));
    }
    this.timer = undefined;
    this.scheduleQuery();
  }
}
