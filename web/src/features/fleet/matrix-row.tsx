import { memo } from "react";
import { UNIT_STATES } from "../../units/unit-state.js";
import { STATE_NAMES } from "../../units/unit-state-mark.js";
import { CellMark } from "./cell-mark.js";

interface Properties {
  ids: readonly string[];
  /** Index of the row's first unit among all. */
  from: number;
  /** Per unit the place of its state in `UNIT_STATES`, as a digit: rows whose digits stay the same are not drawn again. */
  states: string;
  /** Index of the cell that Tab leads to; -1: of another row. */
  tabStop: number;
  /** CSS pixels. */
  size: number;
  top: number;
  rowIndex: number;
}

export const MatrixRow = memo(function MatrixRow({ ids, from, states, tabStop, size, top, rowIndex }: Properties) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: of a grid its cells are focused
    // biome-ignore lint/a11y/useSemanticElements: rows of a table cannot be placed one by one
    <div
      role="row"
      aria-rowindex={rowIndex}
      className="absolute left-0 flex"
      style={{ height: size, transform: `translateY(${top}px)` }}
    >
      {Array.from(states, (digit, column) => {
        const index = from + column;
        const id = ids[index] ?? "";
        const state = UNIT_STATES[Number(digit)] ?? "normal";
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: the link in it is focused
          // biome-ignore lint/a11y/useSemanticElements: as of its row
          <div key={id} role="gridcell" aria-colindex={column + 1} style={{ width: size }}>
            <a
              href={`/units/${encodeURIComponent(id)}`}
              tabIndex={index === tabStop ? 0 : -1}
              data-index={index}
              data-state={state}
              aria-label={`${id}: ${STATE_NAMES[state]}`}
              className="flex size-full p-px"
            >
              <CellMark state={state} className="size-full" />
            </a>
          </div>
        );
      })}
    </div>
  );
});
