/** A unit's id as it stands in topics, tags and URLs. */
export const DEVICE_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** A metric's name as it stands in payloads, columns and database fields. */
export const METRIC_NAME_PATTERN = /^[a-z][a-z0-9_]{0,63}$/;

/** Names that mean something else where a reading is stored, so that no metric may carry them. */
export const RESERVED_METRIC_NAMES: ReadonlySet<string> = new Set([
  "time",
  "timestamp",
  "device",
  "received_at",
  "suspect",
]);

export function isDeviceId(value: unknown): value is string {
  return typeof value === "string" && DEVICE_ID_PATTERN.test(value);
}

export function isMetricName(value: unknown): value is string {
  return typeof value === "string" && METRIC_NAME_PATTERN.test(value) && !RESERVED_METRIC_NAMES.has(value);
}
