import type { DeviceHistory, FleetHistory } from "@gridwatch/contracts";
import type { TelemetryReader } from "@gridwatch/telemetry-store";
import type { Answer, AnswerCache } from "./answer-cache.js";
import { answerLifetimeMs } from "./answer-lifetime.js";
import type { FleetDirectory } from "./fleet-directory.js";
import type { MetricSelection } from "./metric-selection.js";
import { RefusedRequest } from "./refusals.js";
import { DAY_MS, type KeptDays, narrowestMs, rangeWindows, type Windows } from "./windows.js";
import type { WorkBudget } from "./work-budget.js";

export interface HistoryRange {
  /** Epoch milliseconds; `to` is now and `from` a day before it when absent. */
  from?: number;
  to?: number;
  points: number;
}

export interface HistoryQuestion extends HistoryRange {
  device: string;
  /** All that are reported when absent. */
  metrics?: string[];
}

export interface FleetHistoryQuestion extends HistoryRange {
  devices: string[];
  metrics: string[];
}

export interface HistoryLimits {
  maxValues: number;
  kept: KeptDays;
}

/** The thinned course of metrics, of one unit or several. */
export class History {
  constructor(
    private readonly reader: TelemetryReader,
    private readonly metrics: MetricSelection,
    private readonly directory: FleetDirectory,
    private readonly budget: WorkBudget,
    private readonly answers: AnswerCache,
    private readonly limits: HistoryLimits,
  ) {}

  /**
   * `undefined` when there is no such unit.
   *
   * @throws RefusedRequest when the range is empty or longer than anything is kept; TooBusy; StoreError
   */
  async answer(question: HistoryQuestion): Promise<Answer | undefined> {
    const { device } = question;
    const metrics = question.metrics ?? (await this.metrics.reported());
    const { windows, values } = this.plan(question, 1, metrics.length);
    const isSettled = await this.reader.isSettled(windows.range);
    return this.answers.get(
      JSON.stringify([device, windows, metrics, isSettled]),
      () => this.budget.run(values, () => this.read(device, windows, metrics)),
      () => answerLifetimeMs(windows, isSettled),
    );
  }

  /** @throws RefusedRequest as `answer`, and when there could be too much for one; TooBusy; StoreError */
  async ofFleet(question: FleetHistoryQuestion): Promise<Answer> {
    const { metrics } = question;
    const devices = [...question.devices].sort();
    const { windows, values } = this.plan(question, devices.length, metrics.length);
    const isSettled = await this.reader.isSettled(windows.range);
    return this.answers.get(
      JSON.stringify([devices, windows, metrics, isSettled]),
      () => this.budget.run(values, () => this.readFleet(devices, windows, metrics)),
      () => answerLifetimeMs(windows, isSettled),
    );
  }

  private plan(question: HistoryRange, devices: number, metrics: number): { windows: Windows; values: number } {
    const range = this.range(question);
    const windows = rangeWindows(range, question.points, narrowestMs(range.from, this.limits.kept, Date.now()));
    const perWindow = devices * metrics * 3;
    const values = windows.count * perWindow;
    if (values > this.limits.maxValues) {
      const allowed = Math.floor(this.limits.maxValues / perWindow) - 1;
      const of = `${metrics} metrics${devices === 1 ? "" : ` of ${devices} units`}`;
      throw new RefusedRequest("points", `points must not be greater than ${allowed} for ${of}`);
    }
    return { windows, values };
  }

  private range({ from, to = Date.now() }: HistoryRange): { from: number; to: number } {
    const range = { from: from ?? to - DAY_MS, to };
    const { hours: longest } = this.limits.kept;
    if (range.from >= to) throw new RefusedRequest("from", `from must be before to, ${new Date(to).toISOString()}`);
    if (longest !== 0 && to - range.from > longest * DAY_MS) {
      throw new RefusedRequest("from", `from must be at most ${longest} days before to: history is kept that long`);
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

  private async readFleet(devices: string[], { range, windowMs }: Windows, metrics: string[]): Promise<FleetHistory> {
    const found = await this.reader.histories(devices, range, windowMs, metrics);
    return {
      from: new Date(range.from).toISOString(),
      to: new Date(range.to).toISOString(),
      windowMs,
      devices: devices.flatMap((device) => {
        const windows = found.get(device);
        if (windows === undefined) return [];
        return { device, timestamps: windows.timestamps, metrics: Object.fromEntries(windows.metrics) };
      }),
    };
  }
}
