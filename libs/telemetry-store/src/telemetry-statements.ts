import { isDeviceId, isMetricName } from "@gridwatch/contracts";
import { TELEMETRY_MEASUREMENT } from "./line-protocol.js";

/** Epoch milliseconds: `from` inclusive, `to` exclusive. */
export interface TimeRange {
  from: number;
  to: number;
}

const FROM = `FROM "${TELEMETRY_MEASUREMENT}"`;

/** Answers nothing and reads nothing, yet fails when the database or its retention policy is missing. */
export const PROBE_STATEMENT = `SELECT "received_at" ${FROM} WHERE time >= '2200-01-01T00:00:00Z'`;

export const FIELDS_STATEMENT = `SHOW FIELD KEYS ${FROM}`;

/** One row per device and window that holds a reading; one column per metric, after `time`. */
export function meansStatement(range: TimeRange, windowMs: number, metrics: readonly string[], device?: string) {
  const fields = metrics.map((metric) => `MEAN(${identifier(metric)}) AS ${identifier(metric)}`);
  return `SELECT ${fields} ${FROM} ${where(range, device)} GROUP BY time(${windowMs}ms), "device" fill(none)`;
}

/** One row per window that holds a reading; three columns per metric, after `time`: min, mean, max. */
export function historyStatement(range: TimeRange, windowMs: number, metrics: readonly string[], device: string) {
  const fields = metrics.flatMap((metric) =>
    ["MIN", "MEAN", "MAX"].map((call) => `${call}(${identifier(metric)}) AS "${call.toLowerCase()}_${metric}"`),
  );
  return `SELECT ${fields} ${FROM} ${where(range, device)} GROUP BY time(${windowMs}ms) fill(none)`;
}

/** One row per device, one column per metric, after a meaningless `time`. */
export function newestStatement(range: TimeRange, metrics: readonly string[], devices?: readonly string[]) {
  const fields = metrics.map((metric) => `LAST(${identifier(metric)}) AS ${identifier(metric)}`);
  const among = devices === undefined ? "" : ` AND "device" =~ /^(${devices.map(checkedDevice).join("|")})$/`;
  return `SELECT ${fields} ${FROM} ${where(range)}${among} GROUP BY "device"`;
}

/** One row per device, its `time` being that of the first or last reading: every reading has a `received_at`. */
export function seenStatement(which: "FIRST" | "LAST", range: TimeRange) {
  return `SELECT ${which}("received_at") ${FROM} ${where(range)} GROUP BY "device"`;
}

function where({ from, to }: TimeRange, device?: string): string {
  const within = `WHERE time >= '${new Date(from).toISOString()}' AND time < '${new Date(to).toISOString()}'`;
  return device === undefined ? within : `${within} AND "device" = $device`;
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
