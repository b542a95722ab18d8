import { TriangleAlert } from "lucide-react";
import { CaptionedTable } from "../../ui/captioned-table.js";
import { classes } from "../../ui/classes.js";
import { PERCENT, SIGNED_PERCENT } from "../../ui/format.js";
import { FigureValue } from "../../units/figure-value.js";
import type { Unit } from "../../units/unit.js";
import {
  metricAt,
  outputUnbalance,
  PHASES,
  POINT_NAMES,
  UNBALANCE_LIMIT_PERCENT,
  voltageDeviation,
} from "../../units/unit-figures.js";
import { DeviationBar } from "./deviation-bar.js";

/** How far each phase's voltage lies from the mean of the three, by the newest values. */
export function BalanceTable({ unit, silent }: { unit: Unit; silent: ReadonlySet<string> }) {
  const unbalance = outputUnbalance(unit);
  const isSilent = PHASES.some((phase) => silent.has(metricAt(phase, "voltage")));
  const abnormal = (unbalance ?? 0) > UNBALANCE_LIMIT_PERCENT;
  return (
    <div>
      <CaptionedTable
        caption="Voltage balance now"
        className={classes(
          "tabular-nums w-full max-w-md text-right [&_td]:py-0.5 [&_td]:pl-4 [&_th]:font-normal",
          "old:text-ink-3",
          isSilent && "text-ink-3 underline decoration-dashed underline-offset-4",
        )}
      >
        <thead className="text-ink-3 text-xs">
          <tr>
            <th scope="col" className="text-left">
              Phase
            </th>
            <th scope="col">From the mean, %</th>
            <th scope="col" data-unsaved="" className="w-1/2 pl-4 text-left">
              Band of ±{UNBALANCE_LIMIT_PERCENT} %
            </th>
          </tr>
        </thead>
        <tbody>
          {PHASES.map((phase) => {
            const deviation = voltageDeviation(unit, phase);
            return (
              <tr key={phase}>
                <th scope="row" className="text-left">
                  {POINT_NAMES[phase]}
                </th>
                <td>
                  <FigureValue value={deviation} style={SIGNED_PERCENT} />
                </td>
                <td data-unsaved="">
                  {deviation !== null && <DeviationBar percent={deviation} limit={UNBALANCE_LIMIT_PERCENT} />}
                </td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr className={classes("old:text-ink-3", abnormal && "text-suspect")}>
            <th scope="row" className="text-left">
              PVUR
            </th>
            <td className="font-semibold">
              {abnormal && <TriangleAlert aria-label="above the limit" className="mr-1 inline size-3.5 align-[-2px]" />}
              <FigureValue value={unbalance} style={PERCENT} />
            </td>
            <td data-unsaved="" />
          </tr>
        </tfoot>
      </CaptionedTable>
      <p className="mt-1.5 max-w-md text-ink-3 text-xs">
        PVUR (IEEE) is the largest of the three. Limit {UNBALANCE_LIMIT_PERCENT} %, as at the meter by ANSI C84.1. The
        unbalance factor of EN 50160 cannot be known from phase-to-neutral magnitudes.
      </p>
    </div>
  );
}
