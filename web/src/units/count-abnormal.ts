import type { NewestStore } from "./newest-store.js";
import { assessmentOf, type UnitInsight } from "./unit-insight.js";
import type { UnitStore } from "./unit-store.js";

/** How many of these units have an open anomaly. */
export function countAbnormal(ids: Iterable<string>, units: UnitStore, insights: NewestStore<UnitInsight>): number {
  let count = 0;
  for (const id of ids) {
    if (assessmentOf(insights.get(id), units.get(id)?.at ?? 0) === "abnormal") count++;
  }
  return count;
}
