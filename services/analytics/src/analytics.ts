import type { AnalyticsInterval, AnalyticsResponse, AnalyticsRow } from "@gridwatch/contracts";
import type { DeviceMeans, TelemetryReader } from "@gridwatch/telemetry-store";
import type { Answer, AnswerCache } from "./answer-cache.js";
import { answerLifetimeMs } from "./answer-lifetime.js";
import type { FleetDirectory } from "./fleet-directory.js";
import type { MetricSelection } from "./metric-selection.js";
import { RefusedRequest } from "./refusals.js";
import { DAY_MS, intervalWindows, type Windows } from "./windows.js";
import type { WorkBudget } from "./work-budget.js";

export interface AnalyticsQuestion {
  interval: AnalyticsInterval;
  /** 1 to 365; the interval's own range when absent. */
  days?: number;
  /** All units when absent. */
  device?: string;
}

/** Means per unit and window. */
export class Analytics {
  constructor(
    private readonly reader: TelemetryReader,
    private readonly metrics: MetricSelection,
    private readonly directory: FleetDirectory,
    private readonly budget: WorkBudget,
    private readonly answers: AnswerCache,
    private readonly maxValues: number,
  ) {}

  /** @throws RefusedRequest when the answer could be too large; TooBusy; StoreError */
  async answer({ interval, days, device }: AnalyticsQuestion): Promise<Answer> {
    const windows = intervalWindows(interval, days, Date.now());
    const metrics = await this.metrics.reported();
    const units = device === undefined ? (await this.directory.snapshot()).units.length : 1;
    const values = units * windows.count * metrics.length;
    if (values > this.maxValues) throw this.tooLarge(windows, units, metrics.length);
    const isSettled = await this.reader.isSettled(windows.range);
    return this.answers.get(
      JSON.stringify([interval, windows, device, metrics, isSettled]),
      () =>
        this.budget.run(values, async (): Promise<AnalyticsResponse> => {
          const means = await this.reader.means(windows.range, windows.windowMs, metrics, device);
          return { interval, data: rows(means, windows) };
        }),
      () => answerLifetimeMs(windows, isSettled),
    );
  }

  private tooLarge({ windowMs, count }: Windows, units: number, metrics: number): RefusedRequest {
    const size = `${units} units x ${count} windows x ${metrics} metrics are more than ${this.maxValues} values`;
    const days = Math.floor((this.maxValues * windowMs) / (units * metrics * DAY_MS));
    return days >= 1
      ? new RefusedRequest("days", `days must not be greater than ${days}: ${size}`)
      : new RefusedRequest("device", `device must be given: ${size}`);
  }
}

/** Ordered by time, then device. */
function rows(means: DeviceMeans[], { range, windowMs, count }: Windows): AnalyticsRow[] {
  const byWindow = Array.from({ length: count }, (_, index) => ({
    timestamp: new Date(range.from + index * windowMs).toISOString(),
    rows: [] as AnalyticsRow[],
  }));
  for (const { device, timestamps, metrics } of means.sort((a, b) => (a.device < b.device ? -1 : 1))) {
    timestamps.forEach((time, index) => {
      const window = byWindow[(time - range.from) / windowMs];
      if (window === undefined) return;
      const row: AnalyticsRow = { device, timestamp: window.timestamp };
      for (const [metric, column] of metrics) {
        const value = column[index];
        if (value !== null && value !== undefined) row[metric] = value;
      }
      window.rows.push(row);
    });
  }
  return byWindow.flatMap(({ rows: inWindow }) => inWindow);
}
