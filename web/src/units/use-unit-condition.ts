import { useAtTick, useUnit } from "../realtime/live-platform.js";
import type { Unit } from "./unit.js";
import { ageMs, type Condition, conditionOf } from "./unit-condition.js";

/** Renders again only when the condition changes. */
export function useCondition(unit: Unit, staleAfterMs: number): Condition {
  return useAtTick((now) => conditionOf(unit, now, staleAfterMs));
}

/** Age of the unit's newest reading in whole seconds as milliseconds; `undefined` while it is unknown. */
export function useAgeMs(id: string): number | undefined {
  const unit = useUnit(id);
  const seconds = useAtTick((now) => (unit === undefined ? -1 : Math.floor(ageMs(unit, now) / 1_000)));
  return seconds < 0 ? undefined : seconds * 1_000;
}
