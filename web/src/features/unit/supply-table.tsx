import { SUPPLY_PERCENT_NEEDED, SUPPLY_WEEK_WINDOWS, type SupplyVoltage } from "@gridwatch/grid-physics";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { CaptionedTable } from "../../ui/captioned-table.js";
import { formatQuantity, PERCENT_OF_WHOLE, VOLTS } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { PHASES, POINT_NAMES } from "../../units/unit-figures.js";
import type { PhaseSupply, PowerQuality } from "./power-quality.js";

/** How each phase kept to EN 50160: in the calendar week so far, and in the last 7 days. @param monday when the former began */
export function SupplyTable({
  thisWeek,
  sevenDays,
  monday,
}: Pick<PowerQuality, "thisWeek" | "sevenDays"> & { monday: number }) {
  return (
    <>
      <CaptionedTable
        caption="EN 50160, by 10-minute means"
        data-testid="supply-voltage"
        className="tabular-nums w-full max-w-2xl text-right lost:text-ink-3 [&_td]:py-0.5 [&_td]:pl-2 sm:[&_td]:pl-4 [&_th+th]:pl-2 [&_th]:font-normal"
      >
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
        <Phases supply={thisWeek} missing="nothing read yet">
          This week so far, since Monday <Moment at={monday} />
        </Phases>
        <Phases supply={sevenDays} missing="not reported">
          Last 7 days, a whole week
        </Phases>
      </CaptionedTable>
      <p className="mt-1.5 text-ink-3 text-xs">
        Limits, of every week: {SUPPLY_PERCENT_NEEDED} % of the means within ±10 %, and every one within +10 % and −15
        %.
      </p>
    </>
  );
}

function Phases({ supply, missing, children }: { supply: PhaseSupply; missing: string; children: ReactNode }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={5} className="pt-1.5 text-left text-ink-2">
          {children}
        </th>
      </tr>
      {PHASES.map((phase, place) => (
        <tr key={phase}>
          <th scope="row" className="pl-3 text-left">
            {POINT_NAMES[phase]}
          </th>
          <PhaseCells voltage={supply[place] ?? null} missing={missing} />
        </tr>
      ))}
    </tbody>
  );
}

function PhaseCells({ voltage, missing }: { voltage: SupplyVoltage | null; missing: string }) {
  if (voltage === null) return <td colSpan={4}>{missing}</td>;
  const { windows, withinBandPercent, lowest, highest, complies } = voltage;
  const soFar = windows < SUPPLY_WEEK_WINDOWS && " so far";
  return (
    <>
      <td className="whitespace-nowrap font-semibold">{formatQuantity(withinBandPercent, PERCENT_OF_WHOLE)}</td>
      <td>{VOLTS.format(lowest)}</td>
      <td>{VOLTS.format(highest)}</td>
      {complies ? (
        <td>kept{soFar}</td>
      ) : (
        <td className="font-semibold text-suspect lost:text-ink-3">
          <TriangleAlert aria-hidden="true" className="mr-1 inline size-3.5 align-[-2px]" />
          not kept{soFar}
        </td>
      )}
    </>
  );
}
