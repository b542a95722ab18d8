import { type DeadLetterReason, isMetricName } from "@gridwatch/contracts";
import type { ReadingSink } from "./reading-sink.js";

/** A reading carries at most this many metrics. */
export const MAX_METRICS_PER_READING = 64;

/** Names found good before. Bounded, since a hostile sender can invent names without end. */
const goodNames = new Set<string>();
const MAX_REMEMBERED_NAMES = 10_000;

/**
 * Whether every entry of `metrics`, but for `timestamp` where that may stand among them, is a metric with a finite
 * value. If not, rejects `part` with the first thing that is wrong.
 */
export function checkMetrics(
  metrics: Record<string, unknown>,
  timestampAmongThem: boolean,
  part: unknown,
  sink: ReadingSink,
): metrics is Record<string, number> {
  const refuse = (reason: DeadLetterReason, detail: string): false => {
    sink.reject(reason, detail, part);
    return false;
  };
  let count = 0;
  for (const name in metrics) {
    if (timestampAmongThem && name === "timestamp") continue;
    if (!isGoodName(name)) return refuse("metric_name", `metric ${JSON.stringify(name.slice(0, 100))}`);
    if (!Number.isFinite(metrics[name])) return refuse("metric_value", `${name} is ${describe(metrics[name])}`);
    count++;
  }
  if (count === 0) return refuse("no_metrics", "no metric");
  if (count > MAX_METRICS_PER_READING)
    return refuse("too_many_metrics", `${count} metrics, at most ${MAX_METRICS_PER_READING}`);
  return true;
}

function isGoodName(name: string): boolean {
  if (goodNames.has(name)) return true;
  if (!isMetricName(name)) return false;
  if (goodNames.size < MAX_REMEMBERED_NAMES) goodNames.add(name);
  return true;
}

export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return `the text ${JSON.stringify(value.slice(0, 100))}`;
  if (typeof value === "number") return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
