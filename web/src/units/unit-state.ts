import type { NewestStore } from "./newest-store.js";
import type { Unit } from "./unit.js";
import { conditionOf } from "./unit-condition.js";
import { type Assessment, assessmentOf, type UnitInsight } from "./unit-insight.js";
import type { UnitStore } from "./unit-store.js";

/** What a unit is in one word, from worst to best. `insufficient`: its model lacks data; `unjudged`: it reports, and no model says anything of it. */
export const UNIT_STATES = ["abnormal", "offline", "stale", "suspect", "insufficient", "unjudged", "normal"] as const;
export type UnitState = (typeof UNIT_STATES)[number];

const BY_ASSESSMENT: Readonly<Record<Assessment, UnitState>> = {
  abnormal: "abnormal",
  insufficient: "insufficient",
  unscored: "unjudged",
  off: "unjudged",
  normal: "normal",
};

/** An open anomaly comes first, as on the rest of the page; then whether the unit reports, and what; then what its model says. */
export function stateOf(unit: Unit, insight: UnitInsight | undefined, now: number, staleAfterMs: number): UnitState {
  const assessed = BY_ASSESSMENT[assessmentOf(insight, unit.at, now)];
  if (assessed === "abnormal") return assessed;
  const condition = conditionOf(unit, now, staleAfterMs);
  return condition === "online" ? assessed : condition;
}

/** How many units are in each state: each unit is in one. */
export function countStates(states: Iterable<UnitState>): Record<UnitState, number> {
  const counts = { abnormal: 0, offline: 0, stale: 0, suspect: 0, insufficient: 0, unjudged: 0, normal: 0 };
  for (const state of states) counts[state]++;
  return counts;
}

/** The state of each of these units. */
export function* statesOf(
  ids: Iterable<string>,
  units: UnitStore,
  insights: NewestStore<UnitInsight>,
  now: number,
  staleAfterMs: number,
): Generator<UnitState> {
  for (const id of ids) {
    const unit = units.get(id);
    yield unit === undefined ? "unjudged" : stateOf(unit, insights.get(id), now, staleAfterMs);
  }
}
