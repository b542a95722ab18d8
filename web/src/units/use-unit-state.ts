import { useAtTick, useUnitInsight } from "../realtime/live-platform.js";
import type { Unit } from "./unit.js";
import { stateOf, type UnitState } from "./unit-state.js";

/** Renders again only when the state changes, or the model has said something new. */
export function useUnitState(unit: Unit, staleAfterMs: number): UnitState {
  const insight = useUnitInsight(unit.id);
  return useAtTick((now) => stateOf(unit, insight, now, staleAfterMs));
}
