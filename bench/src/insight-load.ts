import { encodeTelemetryBatch, shardOf, TELEMETRY_SHARDS, telemetrySubject } from "@gridwatch/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import { SIGNALS, STEP_MS } from "./forecaster-package.js";
import { unitName } from "./steady-load.js";

/** As ingest gathers readings. */
const SEND_EVERY_MS = 25;
const READINGS_PER_UNIT_AND_SECOND = 5;

/** Units that publish five times a second each, straight to TELEMETRY. Their clocks begin at a whole step and run with this machine's. */
export class InsightLoad {
  /** By unit and step, epoch milliseconds: when the reading was published that closes the step, the first of the second step after it. */
  readonly closedAt = new Map<string, number>();
  private readonly newestStep: Int32Array;
  private readonly shards: number[];
  /** On the units' clocks, milliseconds. */
  private now: number;

  constructor(
    private readonly nc: NatsConnection,
    private readonly units: number,
    begin: number,
  ) {
    this.now = Math.floor(begin / STEP_MS) * STEP_MS;
    this.newestStep = new Int32Array(units);
    this.shards = Array.from({ length: units }, (_, unit) => shardOf(unitName(unit)));
  }

  /** A reading of each unit for each of so many steps, as fast as the server takes them. */
  async history(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const due = Array.from({ length: this.units }, (_, unit) => ({ unit, at: this.now }));
      this.publish(due, false);
      await this.nc.flush();
      this.now += STEP_MS;
    }
  }

  /** @returns readings published per second, of `units × 5` that are due with all of them */
  async run(seconds: number, units = this.units): Promise<number> {
    const perSecond = units * READINGS_PER_UNIT_AND_SECOND;
    const total = Math.round(perSecond * seconds);
    const begin = this.now;
    const began = performance.now();
    let sent = 0;
    while (sent < total) {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * perSecond));
      const rows: { unit: number; at: number }[] = [];
      for (; sent < due; sent++) rows.push({ unit: sent % units, at: begin + Math.floor((sent / perSecond) * 1_000) });
      if (rows.length > 0) this.publish(rows, true);
      // So that a slow server slows the load, and what waits stays short.
      await this.nc.flush();
      await new Promise((resolve) => setTimeout(resolve, SEND_EVERY_MS));
    }
    const reached = total / ((performance.now() - began) / 1_000);
    this.now = begin + Math.ceil(seconds) * STEP_MS;
    return reached;
  }

  private publish(rows: { unit: number; at: number }[], live: boolean): void {
    const shards = Array.from({ length: TELEMETRY_SHARDS }, () => [] as { unit: number; at: number }[]);
    for (const row of rows) shards[this.shards[row.unit] ?? 0]?.push(row);
    const receivedAt = Date.now();
    for (const [shard, its] of shards.entries()) {
      if (its.length === 0) continue;
      const devices = its.map(({ unit }) => unitName(unit));
      const metrics = Object.fromEntries(
        SIGNALS.map((name, signal) => [name, its.map(({ at, unit }) => measured(signal, at, unit))]),
      );
      const timestamps = its.map(({ at }) => at);
      const batch = {
        v: 1 as const,
        devices,
        timestamps,
        receivedAt: devices.map(() => receivedAt),
        suspect: [],
        metrics,
      };
      this.nc.publish(telemetrySubject(shard), encodeTelemetryBatch(batch));
      for (const { unit, at } of its) this.noteClosed(unit, Math.floor(at / STEP_MS), live ? receivedAt : Number.NaN);
    }
  }

  private noteClosed(unit: number, step: number, at: number): void {
    if (step <= (this.newestStep[unit] ?? 0)) return;
    this.newestStep[unit] = step;
    // An insight bears the time of its step's end.
    if (!Number.isNaN(at)) this.closedAt.set(`${unitName(unit)} ${(step - 1) * STEP_MS}`, at);
  }
}

/** Wanders a little, the same for the same time. Two digits, as meters have them. */
function measured(signal: number, at: number, unit: number): number {
  const usual = SIGNALS[signal]?.includes("voltage") ? 23_000 : 1_000;
  return (usual + (Math.imul(at + unit * 7_919 + signal * 104_729, 0x9e3779b1) >>> 26)) / 100;
}
