import { SUPPLY_PERCENT_NEEDED, SUPPLY_WEEK_WINDOWS, type SupplyVoltage } from "@gridwatch/grid-physics";
import { TriangleAlert } from "lucide-react";
import { PERCENT, VOLTS } from "../../ui/format.js";
import { PHASES, POINT_NAMES } from "../../units/unit-figures.js";

/** How each phase kept to EN 50160, in the order of `PHASES`. */
export function SupplyTable({ supply }: { supply: readonly (SupplyVoltage | null)[] }) {
  return (
    <>
      <table
        data-testid="supply-voltage"
        className="tabular-nums w-full max-w-2xl text-right [&_td]:py-0.5 [&_td]:pl-2 sm:[&_td]:pl-4 [&_th+th]:pl-2 [&_th]:font-normal"
      >
        <caption className="pb-1 text-left font-semibold text-ink-2">
          EN 50160, 10-minute means of the last 7 days
        </caption>
        <thead className="text-ink-3 text-xs">
          <tr>
            <th scope="col" className="text-left">
              Phase
            </th>
            <th scope="col">Within ±10 %</th>
            <th scope="col">Lowest, {VOLTS.unit}</th>
            <th scope="col">Highest, {VOLTS.unit}</th>
            <th scope="col">Limits</th>
          </tr>
        </thead>
        <tbody>
          {PHASES.map((phase, place) => (
            <tr key={phase}>
              <th scope="row" className="text-left">
                {POINT_NAMES[phase]}
              </th>
              <PhaseCells voltage={supply[place] ?? null} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-1.5 text-ink-3 text-xs">
        Limits: {SUPPLY_PERCENT_NEEDED} % of the means within ±10 %, and every one within +10 % and −15 %.
      </p>
    </>
  );
}

function PhaseCells({ voltage }: { voltage: SupplyVoltage | null }) {
  if (voltage === null) return <td colSpan={4}>not reported</td>;
  const { windows, withinBandPercent, lowest, highest, complies } = voltage;
  const soFar = windows < SUPPLY_WEEK_WINDOWS && " so far";
  return (
    <>
      <td className="whitespace-nowrap font-semibold">{PERCENT.format(withinBandPercent)} %</td>
      <td>{VOLTS.format(lowest)}</td>
      <td>{VOLTS.format(highest)}</td>
      {complies ? (
        <td>kept{soFar}</td>
      ) : (
        <td className="font-semibold text-suspect">
          <TriangleAlert aria-hidden="true" className="mr-1 inline size-3.5 align-[-2px]" />
          not kept{soFar}
        </td>
      )}
    </>
  );
}
