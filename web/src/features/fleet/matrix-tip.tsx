import { useUnit } from "../../realtime/live-platform.js";
import { AgeOfData } from "../../units/age-of-data.js";
import type { Unit } from "../../units/unit.js";
import { StateMark } from "../../units/unit-state-mark.js";
import { useCondition } from "../../units/use-unit-condition.js";
import { useUnitState } from "../../units/use-unit-state.js";
import { AnomalyCell } from "./anomaly-cell.js";

interface Properties {
  id: string;
  /** The unit's place in the matrix, in rows of `width` cells of `size` CSS pixels. */
  index: number;
  width: number;
  size: number;
  /** Of the first row. */
  top: number;
  staleAfterMs: number;
}

/** Names the unit of the cell that is pointed at or focused. Its cell says the same to who cannot see it. */
export function MatrixTip({ id, index, width, size, top, staleAfterMs }: Properties) {
  const unit = useUnit(id);
  if (unit === undefined || index < 0) return null;
  const row = Math.floor(index / width);
  const column = index % width;
  const left = column < width / 2;
  return (
    <div
      role="tooltip"
      data-testid="matrix-tip"
      className="pointer-events-none absolute z-2 w-56 rounded-control border border-line bg-raised p-2.5 shadow-raised"
      style={{
        // Below the first rows, which have no room above them.
        ...(row < 4
          ? { top: top + (row + 1) * size + 4 }
          : { top: top + row * size - 4, transform: "translateY(-100%)" }),
        ...(left ? { left: column * size } : { right: `calc(100% - ${(column + 1) * size}px)` }),
      }}
    >
      <Facts unit={unit} staleAfterMs={staleAfterMs} />
    </div>
  );
}

function Facts({ unit, staleAfterMs }: { unit: Unit; staleAfterMs: number }) {
  const condition = useCondition(unit, staleAfterMs);
  const state = useUnitState(unit, staleAfterMs);
  return (
    <>
      <p className="truncate font-semibold">{unit.id}</p>
      <p className="my-1 flex items-center justify-between gap-2">
        <StateMark state={state} />
        <span className="tabular-nums text-ink-2">
          <AgeOfData id={unit.id} /> old
        </span>
      </p>
      <AnomalyCell unit={unit} condition={condition} state={state} withoutHeader />
    </>
  );
}
