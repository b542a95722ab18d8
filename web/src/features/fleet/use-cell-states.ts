import { useLivePlatform, useNow } from "../../realtime/live-platform.js";
import { type CellState, cellState } from "./matrix-state.js";

/** The state of each unit, looked at once a second: of thousands of cells it is cheaper than to be told of each. */
export function useCellStates(ids: readonly string[], staleAfterMs: number): readonly CellState[] {
  const { units, insights } = useLivePlatform();
  const now = useNow();
  return ids.map((id) => {
    const unit = units.get(id);
    return unit === undefined ? "unjudged" : cellState(unit, insights.get(id), now, staleAfterMs);
  });
}
