import { memo, useLayoutEffect, useRef } from "react";
import { UNIT_STATES } from "../../units/unit-state.js";
import { drawCells } from "./matrix-cells.js";

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
  const row = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (row.current === null) return;
    const cells = Array.from(states, (digit, column) => {
      const index = from + column;
      const state = UNIT_STATES[Number(digit)] ?? "normal";
      return { id: ids[index] ?? "", index, state, isTabStop: index === tabStop };
    });
    drawCells(row.current, cells);
  }, [ids, from, states, tabStop]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: of a grid its cells are focused
    // biome-ignore lint/a11y/useSemanticElements: rows of a table cannot be placed one by one
    <div
      ref={row}
      role="row"
      aria-rowindex={rowIndex}
      className="absolute left-0 grid grid-flow-col"
      style={{ height: size, gridAutoColumns: size, transform: `translateY(${top}px)` }}
    />
  );
});
