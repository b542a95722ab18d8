import { formatCount } from "../../ui/format.js";
import { CELL_STATE_MEANINGS, CELL_STATE_NAMES, CellMark } from "./cell-mark.js";
import { CELL_STATES, type CellState, countStates } from "./matrix-state.js";

/** What the cells mean, and how many there are of each. */
export function MatrixLegend({ states }: { states: readonly CellState[] }) {
  const counts = countStates(states);
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1">
      {CELL_STATES.map((state) => (
        <li key={state} title={CELL_STATE_MEANINGS[state]} className="flex items-center gap-1.5 text-ink-2">
          <CellMark state={state} className="size-4" />
          {CELL_STATE_NAMES[state]}
          <span className="tabular-nums font-semibold text-ink">{formatCount(counts[state])}</span>
        </li>
      ))}
    </ul>
  );
}
