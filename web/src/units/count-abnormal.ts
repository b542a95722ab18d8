import type { NewestStore } from "./newest-store.js";
import { isAbnormal, type UnitInsight } from "./unit-insight.js";

/** How many of these units have an open anomaly. */
export function countAbnormal(ids: Iterable<string>, insights: NewestStore<UnitInsight>): number {
  let count = 0;
  for (const id of ids) {
    if (isAbnormal(insights.get(id))) count++;
  }
  return count;
}
