import { checkMetrics } from "./metrics-check.js";
import type { ReadingSink } from "./reading-sink.js";

/** `{"input_voltage":240.5,"input_current":15.2,…}`, with or without a `timestamp` among the metrics. */
export function decodeFlatObject(value: Record<string, unknown>, sink: ReadingSink): void {
  if (checkMetrics(value, true, value, sink)) sink.accept(value["timestamp"], value, value);
}
