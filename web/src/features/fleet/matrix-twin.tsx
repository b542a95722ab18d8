import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useUnit } from "../../realtime/live-platform.js";
import { formatCount } from "../../ui/format.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { AgeOfData } from "../../units/age-of-data.js";
import { signalName } from "../../units/signal-names.js";
import type { Unit } from "../../units/unit.js";
import type { UnitState } from "../../units/unit-state.js";
import { STATE_NAMES } from "../../units/unit-state-mark.js";
import { useAssessment } from "../../units/use-assessment.js";

/** More rows than this nobody reads; the fleet's table has them all. */
const MAX_ROWS = 200;

const NOT_NORMAL: ReadonlySet<UnitState> = new Set(["abnormal", "offline", "stale", "suspect"]);

/** The matrix' twin: the units that stand out in it, as a table. It is made only while it is open. */
export function MatrixTwin({ ids, states }: { ids: readonly string[]; states: readonly UnitState[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="shrink-0 pb-2" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="w-fit rounded text-ink-2 text-xs hover:text-ink hover:underline">
        What stands out, as a table
      </summary>
      {open && <Rows ids={ids} states={states} />}
    </details>
  );
}

function Rows({ ids, states }: { ids: readonly string[]; states: readonly UnitState[] }) {
  const rows = ids.flatMap((id, index) => {
    const state = states[index];
    return state !== undefined && NOT_NORMAL.has(state) ? [{ id, state }] : [];
  });
  if (rows.length === 0) return <p className="mt-1 text-ink-2">Nothing stands out.</p>;
  return (
    <>
      <ScrolledTable label="Units that stand out" className="max-w-2xl">
        <thead className="text-ink-2 text-xs">
          <tr>
            <th scope="col">Unit</th>
            <th scope="col">State</th>
            <th scope="col">Signal</th>
            <th scope="col" data-value="Measured" className="text-right">
              Age of data
            </th>
          </tr>
        </thead>
        <tbody className="[&>tr]:border-line [&>tr]:border-t">
          {rows.slice(0, MAX_ROWS).map(({ id, state }) => (
            <TwinRow key={id} id={id} state={state} />
          ))}
        </tbody>
      </ScrolledTable>
      {rows.length > MAX_ROWS && (
        <p className="text-ink-2">and {formatCount(rows.length - MAX_ROWS)} more: the fleet's table has them all</p>
      )}
    </>
  );
}

function TwinRow({ id, state }: { id: string; state: UnitState }) {
  const unit = useUnit(id);
  return (
    <tr>
      <th scope="row" className="font-medium">
        <Link to="/units/$unitId" params={{ unitId: id }} className="hover:underline">
          {id}
        </Link>
      </th>
      <td>{STATE_NAMES[state]}</td>
      <td>{unit && state === "abnormal" ? <Signal unit={unit} /> : "–"}</td>
      <td className="text-right">
        <AgeOfData id={id} />
      </td>
    </tr>
  );
}

function Signal({ unit }: { unit: Unit }) {
  const { insight } = useAssessment(unit);
  return insight?.signal ? signalName(insight.signal) : "–";
}
