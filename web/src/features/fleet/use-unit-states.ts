import { useLivePlatform, useNow } from "../../realtime/live-platform.js";
import { statesOf, type UnitState } from "../../units/unit-state.js";

/** The state of each unit, looked at once a second: of thousands of cells it is cheaper than to be told of each. */
export function useUnitStates(ids: readonly string[], staleAfterMs: number): readonly UnitState[] {
  const { units, insights } = useLivePlatform();
  return [...statesOf(ids, units, insights, useNow(), staleAfterMs)];
}
