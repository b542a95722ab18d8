import type { DeviceHistory } from "@gridwatch/contracts";
import type { TelemetryReader } from "@gridwatch/telemetry-store";
import type { FleetDirectory } from "./fleet-directory.js";
import type { MetricSelection } from "./metric-selection.js";
import { RefusedRequest } from "./refusals.js";
import { SingleFlight } from "./single-flight.js";
import { DAY_MS, rangeWindows, type Windows } from "./windows.js";
import type { WorkBudget } from "./work-budget.js";

export interface HistoryQuestion {
  device: string;
  /** Epoch milliseconds; `to` is now and `from` a day before it when absent. */
  from?: number;
  to?: number;
  /** All that are reported when absent. */
  metrics?: string[];
  points: number;
}

export interface HistoryLimits {
  maxValues: number;
  retentionDays: number;
}

/** The thinned course of one unit's metrics. */
export class History {
  private readonly inFlight = new SingleFlight<DeviceHistory | undefined>();

  constructor(
    private readonly reader: TelemetryReader,
    private readonly metrics: MetricSelection,
    private readonly directory: FleetDirectory,
    private readonly budget: WorkBudget,
    private readonly limits: HistoryLimits,
  ) {}

  /**
   * `undefined` when there is no such unit.
   *
   * @throws RefusedRequest when the range is empty or longer than the retention; TooBusy; StoreError
   */
  async answer(question: HistoryQuestion): Promise<DeviceHistory | undefined> {
    const { device, points } = question;
    const windows = rangeWindows(this.range(question), points);
    const metrics = question.metrics ?? (await this.metrics.reported());
    const values = windows.count * metrics.length * 3;
    if (values > this.limits.maxValues) {
      const allowed = Math.floor(this.limits.maxValues / (3 * metrics.length)) - 1;
      throw new RefusedRequest("points", `points must not be greater than ${allowed} for ${metrics.length} metrics`);
    }
    const key = JSON.stringify([device, windows, metrics]);
    return this.inFlight.run(key, () => this.budget.run(values, () => this.read(device, windows, metrics)));
  }

  private range({ from, to = Date.now() }: HistoryQuestion): { from: number; to: number } {
    const range = { from: from ?? to - DAY_MS, to };
    const { retentionDays } = this.limits;
    if (range.from >= to) throw new RefusedRequest("from", `from must be before to, ${new Date(to).toISOString()}`);
    if (to - range.from > retentionDays * DAY_MS) {
      throw new RefusedRequest(
        "from",
        `from must be at most ${retentionDays} days before to: readings are kept that long`,
      );
    }
    return range;
  }

  private async read(
    device: string,
    { range, windowMs }: Windows,
    metrics: string[],
  ): Promise<DeviceHistory | undefined> {
    const { timestamps, metrics: courses } = await this.reader.history(device, range, windowMs, metrics);
    // The directory may have to be loaded first, so it is asked only when there is doubt.
    if (timestamps.length === 0 && (await this.directory.find(device)) === undefined) return undefined;
    return {
      device,
      from: new Date(range.from).toISOString(),
      to: new Date(range.to).toISOString(),
      windowMs,
      timestamps,
      metrics: Object.fromEntries(courses),
    };
  }
}
