import { isDeviceId, isMetricName } from "@gridwatch/contracts";
import { TELEMETRY_MEASUREMENT } from "./line-protocol.js";

/** Epoch milliseconds: `from` inclusive, `to` exclusive. */
export interface TimeRange {
  from: number;
  to: number;
}

/** What can be asked of the readings of a window, and stands in its rollup per metric. */
export type Aggregate = "count" | "sum" | "min" | "max";

/** Whether windows are made of raw readings, of finer windows, or stand there already in the width that is asked for. */
export type Material = "raw" | "rollups" | "windows";

/** At most this many devices may be named in one query, which travels in a URL. */
export const MAX_NAMED_DEVICES = 100;

const FROM = `FROM "${TELEMETRY_MEASUREMENT}"`;

/** Stands in every reading, so that counting it counts readings. */
const EVERY_READING = "received_at";

/** Stands in every rollup: how many readings its window holds. No metric's field is called so: theirs end in an aggregate. */
export const READINGS_FIELD = "readings";

/** Answers nothing and reads nothing, yet fails when the database or its retention policy is missing. */
export const PROBE_STATEMENT = `SELECT "${EVERY_READING}" ${FROM} WHERE time >= '2200-01-01T00:00:00Z'`;

export const FIELDS_STATEMENT = `SHOW FIELD KEYS ${FROM}`;

/** The `time` of its one row is that of the oldest or newest reading, of all or of a range. */
export function edgeStatement(which: "FIRST" | "LAST", range?: TimeRange): string {
  return `SELECT ${which}("${EVERY_READING}") ${FROM}${range === undefined ? "" : ` ${where(range)}`}`;
}

export const DEVICES_STATEMENT = `SHOW TAG VALUES ${FROM} WITH KEY = "device"`;

/** The field of a rollup. The last underscore parts it, so a metric that is itself called `x_count` is no trouble. */
export function rollupField(metric: string, aggregate: Aggregate): string {
  return `${metric}_${aggregate}`;
}

/** The metric whose sum a rollup's field is. */
export function metricOfSum(field: string): string | undefined {
  return field.endsWith("_sum") ? field.slice(0, -"_sum".length) : undefined;
}

/** One row per device and window that holds a reading; one column per metric, after `time`. */
export function meansStatement(range: TimeRange, windowMs: number, metrics: readonly string[], device?: string) {
  const fields = metrics.map((metric) => `MEAN(${identifier(metric)}) AS ${identifier(metric)}`);
  return `SELECT ${fields} ${FROM} ${where(range, device)} ${perWindow(windowMs)}`;
}

/** One row per device and window that holds a reading; one column per metric and aggregate, metric by metric, after `time`. */
export function aggregatesStatement(
  material: Material,
  range: TimeRange,
  windowMs: number,
  metrics: readonly string[],
  aggregates: readonly Aggregate[],
  devices?: readonly string[],
) {
  const fields = metrics.flatMap((metric) => aggregates.map((aggregate) => aggregated(material, metric, aggregate)));
  // Nothing to put together: measured to be a fifth of the database's effort of aggregating windows of one each.
  const grouping = material === "windows" ? 'GROUP BY "device"' : perWindow(windowMs);
  return `SELECT ${fields} ${FROM} ${where(range)}${among(devices)} ${grouping}`;
}

/** As above for rolling up: all aggregates, after `time` and the number of readings; of all devices or of some. */
export function rollupStatement(
  material: Material,
  range: TimeRange,
  windowMs: number,
  metrics: readonly string[],
  devices?: readonly string[],
) {
  const readings = material === "raw" ? `COUNT("${EVERY_READING}")` : `SUM("${READINGS_FIELD}")`;
  const fields = metrics.flatMap((metric) =>
    ROLLUP_AGGREGATES.map((aggregate) => aggregated(material, metric, aggregate)),
  );
  return `SELECT ${[readings, ...fields]} ${FROM} ${where(range)}${among(devices)} ${perWindow(windowMs)}`;
}

/** In the order of their columns. */
export const ROLLUP_AGGREGATES: readonly Aggregate[] = ["count", "sum", "min", "max"];

/** One row per device, one column per metric, after a meaningless `time`. */
export function newestStatement(range: TimeRange, metrics: readonly string[], devices?: readonly string[]) {
  const fields = metrics.map((metric) => `LAST(${identifier(metric)}) AS ${identifier(metric)}`);
  return `SELECT ${fields} ${FROM} ${where(range)}${among(devices)} GROUP BY "device"`;
}

/** One row per device, its `time` being that of the first or last reading, or of the window it lies in. */
export function seenStatement(which: "FIRST" | "LAST", range: TimeRange, material: Material = "raw") {
  const field = material === "raw" ? EVERY_READING : READINGS_FIELD;
  return `SELECT ${which}("${field}") ${FROM} ${where(range)} GROUP BY "device"`;
}

function aggregated(material: Material, metric: string, aggregate: Aggregate): string {
  const name = identifier(metric);
  if (material === "raw") return `${aggregate.toUpperCase()}(${name})`;
  if (material === "windows") return `"${rollupField(metric, aggregate)}"`;
  // Counts and sums add up; the lowest of the lowest is the lowest.
  const call = aggregate === "count" ? "SUM" : aggregate.toUpperCase();
  return `${call}("${rollupField(metric, aggregate)}")`;
}

function perWindow(windowMs: number): string {
  return `GROUP BY time(${windowMs}ms), "device" fill(none)`;
}

/** One row if the device has a reading of that millisecond. */
export function readingStatement(device: string, at: number) {
  return `SELECT "received_at" ${FROM} ${where({ from: at, to: at + 1 }, device)} LIMIT 1`;
}

export function within({ from, to }: TimeRange): string {
  return `time >= '${new Date(from).toISOString()}' AND time < '${new Date(to).toISOString()}'`;
}

function where(range: TimeRange, device?: string): string {
  const ofRange = `WHERE ${within(range)}`;
  return device === undefined ? ofRange : `${ofRange} AND "device" = $device`;
}

function among(devices: readonly string[] | undefined): string {
  if (devices === undefined) return "";
  const [first, ...others] = devices.map(checkedDevice);
  // One is looked up; several are compared with every device there is.
  if (first !== undefined && others.length === 0) return ` AND "device" = '${first}'`;
  return ` AND "device" =~ /^(${devices.join("|")})$/`;
}

/** Identifiers cannot be bound as parameters, so nothing that is not a metric's name may come here. */
function identifier(metric: string): string {
  if (!isMetricName(metric)) throw new TypeError(`${JSON.stringify(metric)} is not a metric's name`);
  return `"${metric}"`;
}

function checkedDevice(device: string): string {
  if (!isDeviceId(device)) throw new TypeError(`${JSON.stringify(device)} is not a device id`);
  return device;
}
