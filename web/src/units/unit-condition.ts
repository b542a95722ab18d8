import type { Unit } from "./unit.js";

/** From worst to best. A stale unit's plausibility no longer matters, so each unit has one condition. */
export const CONDITIONS = ["stale", "suspect", "online"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Used until the platform has said how long a unit may be silent. */
export const DEFAULT_STALE_AFTER_MS = 30_000;

/**
 * How old the newest reading is, milliseconds. A device whose clock is ahead ages from the time of receipt: else it
 * would look fresh for minutes after its last word.
 */
export function ageMs(unit: Unit, now: number): number {
  return Math.max(0, now - Math.min(unit.at, unit.receivedAt ?? unit.at));
}

export function conditionOf(unit: Unit, now: number, staleAfterMs: number): Condition {
  if (ageMs(unit, now) > staleAfterMs) return "stale";
  return unit.suspect ? "suspect" : "online";
}

export type ConditionCounts = Record<Condition, number> & { total: number };

export function countConditions(units: Iterable<Unit>, now: number, staleAfterMs: number): ConditionCounts {
  const counts: ConditionCounts = { total: 0, stale: 0, suspect: 0, online: 0 };
  for (const unit of units) {
    counts.total++;
    counts[conditionOf(unit, now, staleAfterMs)]++;
  }
  return counts;
}
