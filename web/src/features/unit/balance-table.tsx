import type { ElectricalQuantity } from "@gridwatch/contracts";
import { TriangleAlert } from "lucide-react";
import { CaptionedTable } from "../../ui/captioned-table.js";
import { classes } from "../../ui/classes.js";
import { AMPERES, PERCENT, SIGNED_PERCENT } from "../../ui/format.js";
import { FigureValue } from "../../units/figure-value.js";
import type { Unit } from "../../units/unit.js";
import {
  metricAt,
  outputCurrentUnbalance,
  outputNeutralCurrent,
  outputUnbalance,
  PHASES,
  POINT_NAMES,
  UNBALANCE_LIMIT_PERCENT,
  voltageDeviation,
} from "../../units/unit-figures.js";
import { DeviationBar } from "./deviation-bar.js";

const SILENT = "text-ink-3 underline decoration-dashed underline-offset-4";

/** How far each phase's voltage lies from the mean of the three, and what is known of the currents' balance, by the newest values. */
export function BalanceTable({ unit, silent }: { unit: Unit; silent: ReadonlySet<string> }) {
  const unbalance = outputUnbalance(unit);
  const isSilent = (quantity: ElectricalQuantity) => PHASES.some((phase) => silent.has(metricAt(phase, quantity)));
  const ofVoltages = isSilent("voltage") && SILENT;
  const ofCurrents = classes("old:text-ink-3", isSilent("current") && SILENT);
  const abnormal = (unbalance ?? 0) > UNBALANCE_LIMIT_PERCENT;
  return (
    <div>
      <CaptionedTable
        caption="Balance now"
        className="tabular-nums w-full max-w-md text-right old:text-ink-3 [&_td]:py-0.5 [&_td]:pl-4 [&_th]:font-normal"
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
        <tbody className={classes(ofVoltages)}>
          {PHASES.map((phase) => {
            const deviation = voltageDeviation(unit, phase);
            return (
              <tr key={phase}>
                <th scope="row" className="text-left">
                  {POINT_NAMES[phase]}
                </th>
                <td>
                  <FigureValue value={deviation} style={SIGNED_PERCENT} whyNone="needs three voltages" spelled />
                </td>
                <td data-unsaved="">
                  {deviation !== null && <DeviationBar percent={deviation} limit={UNBALANCE_LIMIT_PERCENT} />}
                </td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr className={classes("old:text-ink-3", ofVoltages, abnormal && "text-suspect")}>
            <th scope="row" className="text-left">
              PVUR
            </th>
            <td className="font-semibold">
              {abnormal && <TriangleAlert aria-label="above the limit" className="mr-1 inline size-3.5 align-[-2px]" />}
              <FigureValue value={unbalance} style={PERCENT} whyNone="needs three voltages" spelled />
            </td>
            <td data-unsaved="" />
          </tr>
          <tr className={ofCurrents}>
            <th scope="row" className="text-left">
              Current unbalance
            </th>
            <td className="font-semibold">
              <FigureValue
                value={outputCurrentUnbalance(unit)}
                style={PERCENT}
                whyNone="needs three currents"
                spelled
              />
            </td>
            <td data-unsaved="" />
          </tr>
          <tr className={ofCurrents}>
            <th scope="row" className="text-left">
              Neutral current, {AMPERES.unit}
            </th>
            <td className="font-semibold">
              <FigureValue value={outputNeutralCurrent(unit)} style={AMPERES} whyNone="needs three currents" spelled />
            </td>
            <td data-unsaved="" />
          </tr>
        </tfoot>
      </CaptionedTable>
      <p className="mt-1.5 max-w-md text-ink-3 text-xs">
        PVUR (IEEE) is the largest of the three. Limit {UNBALANCE_LIMIT_PERCENT} %, as at the meter by ANSI C84.1. The
        unbalance factor of EN 50160 cannot be known from phase-to-neutral magnitudes. The current unbalance is of the
        same form. The neutral current is estimated: it takes the phase currents to be 120° apart, with equal power
        factors, and without harmonics.
      </p>
    </div>
  );
}
