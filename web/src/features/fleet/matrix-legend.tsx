import { formatCount } from "../../ui/format.js";
import { countStates, UNIT_STATES, type UnitState } from "../../units/unit-state.js";
import { STATE_MEANINGS, STATE_NAMES } from "../../units/unit-state-mark.js";
import { CellMark } from "./cell-mark.js";

/** What the cells mean, and how many there are of each. */
export function MatrixLegend({ states }: { states: readonly UnitState[] }) {
  const counts = countStates(states);
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1">
      {UNIT_STATES.map((state) => (
        <li key={state} title={STATE_MEANINGS[state]} className="flex items-center gap-1.5 text-ink-2">
          <CellMark state={state} className="size-4" />
          {STATE_NAMES[state]}
          <span className="tabular-nums font-semibold text-ink">{formatCount(counts[state])}</span>
        </li>
      ))}
    </ul>
  );
}
