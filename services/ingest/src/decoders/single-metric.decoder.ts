import { isMetricName } from "@gridwatch/contracts";
import type { MetricAliases } from "../config-tables.js";
import { describe } from "./metrics-check.js";
import type { ReadingSink } from "./reading-sink.js";

/** On these topics an object is a whole reading, even if its only metric is called `value`. */
const WHOLE_READING_WORD = "telemetry";

/** `{"value":…,"timestamp":…}` or `{"value":…}` on a topic that ends in the metric's name. */
export function isSingleMetric(value: object, word: string): boolean {
  if (word === WHOLE_READING_WORD || !Object.hasOwn(value, "value")) return false;
  return Object.keys(value).every((key) => key === "value" || key === "timestamp");
}

/** A bare number, or `{"value":…,"timestamp":…}`: one metric, named by the topic's last word or what that stands for. */
export function decodeSingleMetric(
  value: unknown,
  timestamp: unknown,
  word: string,
  aliases: MetricAliases,
  part: unknown,
  sink: ReadingSink,
): void {
  const metric = aliases.get(word) ?? word;
  if (metric === WHOLE_READING_WORD) {
    sink.reject("unknown_shape", `a number on a topic that ends in ${WHOLE_READING_WORD}`, part);
  } else if (!isMetricName(metric)) {
    sink.reject("metric_name", `metric ${JSON.stringify(word.slice(0, 100))}`, part);
  } else if (typeof value !== "number" || !Number.isFinite(value)) {
    sink.reject("metric_value", `${metric} is ${describe(value)}`, part);
  } else {
    sink.accept(timestamp, { [metric]: value }, part);
  }
}
