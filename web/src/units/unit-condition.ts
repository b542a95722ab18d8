import type { Unit } from "./unit.js";

/** From worst to best. A stale unit's plausibility no longer matters, so each unit has one condition. */
export const CONDITIONS = ["offline", "stale", "suspect", "online"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Used until the platform has said how long a unit may be silent. */
export const DEFAULT_STALE_AFTER_MS = 30_000;

/** Silent for this long, a unit is more than late: a quarter of an hour. */
export const OFFLINE_AFTER_MS = 15 * 60_000;

/**
 * How old the newest reading is, milliseconds. A device whose clock is ahead ages from the time of receipt: else it
 * would look fresh for minutes after its last word.
 */
export function ageMs(unit: Unit, now: number): number {
  return Math.max(0, now - Math.min(unit.at, unit.receivedAt ?? unit.at));
}

/** Whether all that is known of a unit is of then, and nothing of now. */
export function isSilent(condition: Condition): boolean {
  return condition === "stale" || condition === "offline";
}

export function conditionOf(unit: Unit, now: number, staleAfterMs: number): Condition {
  const age = ageMs(unit, now);
  if (age > Math.max(OFFLINE_AFTER_MS, staleAfterMs)) return "offline";
  if (age > staleAfterMs) return "stale";
  return unit.suspect ? "suspect" : "online";
}
