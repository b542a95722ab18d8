import { isMetricName } from "@gridwatch/contracts";
import type { InfluxConnection } from "./influx-connection.js";
import { type Series, select } from "./influxql.js";
import { RAW_POLICY } from "./retention.js";
import { isSettled, type RollupState, readRollupState } from "./rollup-state.js";
import { DAY_TIER, HOUR_TIER, ROLLUP_TIERS } from "./rollup-tiers.js";
import { AccessRefused } from "./store-errors.js";
import {
  type Aggregate,
  aggregatesStatement,
  FIELDS_STATEMENT,
  type Material,
  meansStatement,
  metricOfSum,
  newestStatement,
  PROBE_STATEMENT,
  readingStatement,
  seenStatement,
  type TimeRange,
} from "./telemetry-statements.js";
import { planSegments, type Segment } from "./tier-plan.js";
import { MergedWindows } from "./window-merge.js";

/** One device's means: entry `i` of every array belongs to the window that starts at `timestamps[i]`. */
export interface DeviceMeans {
  device: string;
  timestamps: number[];
  metrics: Map<string, (number | null)[]>;
}

/** Entry `i` of every array belongs to the window that starts at `timestamps[i]`. */
export interface DeviceWindows {
  timestamps: number[];
  metrics: Map<string, { min: (number | null)[]; mean: (number | null)[]; max: (number | null)[] }>;
}

/** How old what is known of the rollups' progress may be. What is rolled up meanwhile still stands in raw. */
const STATE_KEPT_MS = 1_000;

/** What a course is made of. */
const COURSE: readonly Aggregate[] = ["count", "sum", "min", "max"];

/**
 * Reads readings and their rollups: what is asked per window comes from the coarsest tier that can tell, and from raw what is
 * not rolled up yet. Every answer is as large as the caller lets it be by range, window and metrics.
 * All methods throw DatabaseUnavailable, AccessRefused or QueryRejected.
 */
export class TelemetryReader {
  private state: { at: number; known: Promise<RollupState | undefined> } | undefined;

  constructor(private readonly connection: InfluxConnection) {}

  /** Resolves when the database is there and may be read. */
  async check(): Promise<void> {
    await this.ask(PROBE_STATEMENT);
  }

  /** Whether a range is over and rolled up, and nothing has come late for it within the last minute. */
  async isSettled(range: TimeRange): Promise<boolean> {
    const state = await this.progress();
    return state !== undefined && isSettled(range, state);
  }

  /** Every metric any device has reported, sorted. */
  async metricNames(): Promise<string[]> {
    const isRolledUp = (await this.progress()) !== undefined;
    const [[raw], [rolled]] = await Promise.all([
      this.ask(FIELDS_STATEMENT),
      isRolledUp ? this.ask(FIELDS_STATEMENT, { rp: DAY_TIER.policy }) : [],
    ]);
    const floats = (table?: Series) =>
      (table?.values ?? []).filter(([, type]) => type === "float").map(([name]) => String(name));
    const names = new Set([...floats(raw), ...floats(rolled).map(metricOfSum)]);
    return [...names].filter(isMetricName).sort();
  }

  /** Windows are aligned to multiples of `windowMs` since the epoch; those without a reading are left out. */
  async means(range: TimeRange, windowMs: number, metrics: readonly string[], device?: string): Promise<DeviceMeans[]> {
    if (metrics.length === 0) return [];
    const segments = planSegments(range, windowMs, await this.progress());
    if (segments.every(({ policy }) => policy === RAW_POLICY)) {
      const tables = await this.ask(meansStatement(range, windowMs, metrics, device), { device });
      return tables.map((table) => ({
        device: deviceOf(table),
        timestamps: numbers(table, 0) as number[],
        metrics: new Map(metrics.map((metric, index) => [metric, numbers(table, index + 1)])),
      }));
    }
    const devices = device === undefined ? undefined : [device];
    const merged = await this.merge(segments, windowMs, metrics, ["count", "sum"], devices);
    return [...merged].map(([id, windows]) => ({
      device: id,
      timestamps: windows.timestamps,
      metrics: new Map(metrics.map((metric, index) => [metric, windows.means(index)])),
    }));
  }

  /** Lowest, mean and highest value per window, aligned as for `means`. */
  async history(
    device: string,
    range: TimeRange,
    windowMs: number,
    metrics: readonly string[],
  ): Promise<DeviceWindows> {
    const found = await this.histories([device], range, windowMs, metrics);
    return found.get(device) ?? windowsOf(new MergedWindows(metrics.length, COURSE), metrics);
  }

  /** The same of at most `MAX_NAMED_DEVICES`; those without a reading in the range are left out. */
  async histories(
    devices: readonly string[],
    range: TimeRange,
    windowMs: number,
    metrics: readonly string[],
  ): Promise<Map<string, DeviceWindows>> {
    if (metrics.length === 0 || devices.length === 0) return new Map();
    const segments = planSegments(range, windowMs, await this.progress());
    const merged = await this.merge(segments, windowMs, metrics, COURSE, devices);
    return new Map([...merged].map(([device, windows]) => [device, windowsOf(windows, metrics)]));
  }

  /** Newest value of each metric per device, of all devices or of at most `MAX_NAMED_DEVICES`. */
  async newestValues(
    range: TimeRange,
    metrics: readonly string[],
    devices?: readonly string[],
  ): Promise<Map<string, Record<string, number>>> {
    if (metrics.length === 0 || devices?.length === 0) return new Map();
    const tables = await this.ask(newestStatement(range, metrics, devices));
    return new Map(tables.map((table) => [deviceOf(table), newestRow(table, metrics)]));
  }

  /** When each device's first or last reading in the range was taken, as far as raw reaches back; epoch milliseconds. */
  async seen(which: "first" | "last", range: TimeRange): Promise<Map<string, number>> {
    return timesOf(await this.ask(seenStatement(which === "first" ? "FIRST" : "LAST", range)));
  }

  /** Whether the device's reading of that time, epoch milliseconds, is there. */
  async holds(device: string, at: number): Promise<boolean> {
    const [table] = await this.ask(readingStatement(device, at), { device });
    return (table?.values.length ?? 0) > 0;
  }

  /** The same by the hour, of all that was rolled up before `to`: the start of the hour the reading was taken in. */
  async seenHour(which: "first" | "last", to: number): Promise<Map<string, number>> {
    if ((await this.progress()) === undefined) return new Map();
    const statement = seenStatement(which === "first" ? "FIRST" : "LAST", { from: 0, to }, "rollups");
    return timesOf(await this.ask(statement, { rp: HOUR_TIER.policy }));
  }

  /** Reads each segment and puts together, per device, the windows that they share. */
  private async merge(
    segments: readonly Segment[],
    windowMs: number,
    metrics: readonly string[],
    aggregates: readonly Aggregate[],
    devices?: readonly string[],
  ): Promise<Map<string, MergedWindows>> {
    const answers = await Promise.all(
      segments.map((segment) => {
        const statement = aggregatesStatement(
          materialOf(segment, windowMs),
          segment,
          windowMs,
          metrics,
          aggregates,
          devices,
        );
        return this.ask(statement, { rp: segment.policy });
      }),
    );
    const merged = new Map<string, MergedWindows>();
    for (const table of answers.flat()) {
      const id = deviceOf(table);
      const windows = merged.get(id) ?? new MergedWindows(metrics.length, aggregates);
      merged.set(id, windows);
      windows.add(table.values);
    }
    return merged;
  }

  /** `undefined` while nothing is rolled up, or may not be read. */
  private progress(): Promise<RollupState | undefined> {
    const now = performance.now();
    if (this.state === undefined || now - this.state.at > STATE_KEPT_MS) {
      const known = readRollupState(this.connection).catch((error) => {
        if (error instanceof AccessRefused) return undefined;
        this.state = undefined;
        throw error;
      });
      this.state = { at: now, known };
    }
    return this.state.known;
  }

  private ask(
    q: string,
    { device, rp = RAW_POLICY }: { device?: string | undefined; rp?: string } = {},
  ): Promise<Series[]> {
    const { database } = this.connection.config;
    return select(this.connection, { q, db: database, rp, ...(device === undefined ? {} : { params: { device } }) });
  }
}

function materialOf({ policy }: Segment, windowMs: number): Material {
  if (policy === RAW_POLICY) return "raw";
  return ROLLUP_TIERS.some((tier) => tier.policy === policy && tier.windowMs === windowMs) ? "windows" : "rollups";
}

function windowsOf(windows: MergedWindows, metrics: readonly string[]): DeviceWindows {
  const course = (index: number) => {
    const [min, max] = [windows.column(index, "min"), windows.column(index, "max")];
    return { min, mean: windows.means(index).map((value, row) => between(min[row], value, max[row])), max };
  };
  return {
    timestamps: windows.timestamps,
    metrics: new Map(metrics.map((metric, index) => [metric, course(index)])),
  };
}

function timesOf(tables: readonly Series[]): Map<string, number> {
  return new Map(tables.map((table) => [deviceOf(table), Number(table.values[0]?.[0])]));
}

function deviceOf(table: Series): string {
  return table.tags?.device ?? "";
}

function numbers({ values }: Series, column: number): (number | null)[] {
  return values.map((row) => row[column] as number | null);
}

function newestRow({ values }: Series, metrics: readonly string[]): Record<string, number> {
  const newest: Record<string, number> = {};
  metrics.forEach((metric, index) => {
    const value = values[0]?.[index + 1];
    if (typeof value === "number") newest[metric] = value;
  });
  return newest;
}

/** The mean of equal values can miss them by a rounding error. */
function between(min: number | null | undefined, value: number | null, max: number | null | undefined): number | null {
  return value === null ? null : Math.min(Math.max(value, min ?? value), max ?? value);
}
