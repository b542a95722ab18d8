import { isMetricName } from "@gridwatch/contracts";
import type { InfluxConnection } from "./influx-connection.js";
import { type Series, select } from "./influxql.js";
import { RAW_POLICY } from "./retention.js";
import {
  FIELDS_STATEMENT,
  historyStatement,
  meansStatement,
  newestStatement,
  PROBE_STATEMENT,
  seenStatement,
  type TimeRange,
} from "./telemetry-statements.js";

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

/** At most this many devices may be named in one query, which travels in a URL. */
export const MAX_NAMED_DEVICES = 100;

/**
 * Reads readings. Every answer is as large as the caller lets it be by range, window and metrics.
 * All methods throw DatabaseUnavailable, AccessRefused or QueryRejected.
 */
export class TelemetryReader {
  constructor(private readonly connection: InfluxConnection) {}

  /** Resolves when the database is there and may be read. */
  async check(): Promise<void> {
    await this.ask(PROBE_STATEMENT);
  }

  /** Every metric any device has reported, sorted. */
  async metricNames(): Promise<string[]> {
    const [table] = await this.ask(FIELDS_STATEMENT);
    const names = (table?.values ?? []).filter(([, type]) => type === "float").map(([name]) => name);
    return names.filter(isMetricName).sort();
  }

  /** Windows are aligned to multiples of `windowMs` since the epoch; those without a reading are left out. */
  async means(range: TimeRange, windowMs: number, metrics: readonly string[], device?: string): Promise<DeviceMeans[]> {
    if (metrics.length === 0) return [];
    const tables = await this.ask(meansStatement(range, windowMs, metrics, device), device);
    return tables.map((table) => ({
      device: deviceOf(table),
      timestamps: numbers(table, 0) as number[],
      metrics: new Map(metrics.map((metric, index) => [metric, numbers(table, index + 1)])),
    }));
  }

  /** Lowest, mean and highest value per window, aligned as for `means`. */
  async history(
    device: string,
    range: TimeRange,
    windowMs: number,
    metrics: readonly string[],
  ): Promise<DeviceWindows> {
    if (metrics.length === 0) return { timestamps: [], metrics: new Map() };
    const [table = { columns: [], values: [] }] = await this.ask(
      historyStatement(range, windowMs, metrics, device),
      device,
    );
    const course = (index: number) => {
      const [min, mean, max] = [1, 2, 3].map((column) => numbers(table, index * 3 + column)) as [
        (number | null)[],
        (number | null)[],
        (number | null)[],
      ];
      return { min, mean: mean.map((value, row) => between(min[row], value, max[row])), max };
    };
    return {
      timestamps: numbers(table, 0) as number[],
      metrics: new Map(metrics.map((metric, index) => [metric, course(index)])),
    };
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

  /** When each device's first or last reading in the range was taken, epoch milliseconds. */
  async seen(which: "first" | "last", range: TimeRange): Promise<Map<string, number>> {
    const tables = await this.ask(seenStatement(which === "first" ? "FIRST" : "LAST", range));
    return new Map(tables.map((table) => [deviceOf(table), Number(table.values[0]?.[0])]));
  }

  private ask(q: string, device?: string): Promise<Series[]> {
    const { database } = this.connection.config;
    return select(this.connection, {
      q,
      db: database,
      rp: RAW_POLICY,
      ...(device === undefined ? {} : { params: { device } }),
    });
  }
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
