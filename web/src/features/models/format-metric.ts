import { NUMBER } from "../../ui/format.js";

export function formatMetric(value: number | undefined): string {
  return value === undefined ? "–" : NUMBER.format(value);
}
