import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { memo } from "react";
import { useUnit } from "../../realtime/live-platform.js";
import { classes } from "../../ui/classes.js";
import { useDisplay } from "../../ui/use-display.js";
import { AgeOfData } from "../../units/age-of-data.js";
import { FigureValue } from "../../units/figure-value.js";
import type { Unit } from "../../units/unit.js";
import { isSilent } from "../../units/unit-condition.js";
import { UNBALANCE_LIMIT_PERCENT } from "../../units/unit-figures.js";
import { StateMark } from "../../units/unit-state-mark.js";
import { useCondition } from "../../units/use-unit-condition.js";
import { useUnitState } from "../../units/use-unit-state.js";
import { AnomalyCell } from "./anomaly-cell.js";
import type { FigureColumn, ShownColumns } from "./fleet-columns.js";
import { PhaseBars } from "./phase-bars.js";
import { RiskCell } from "./risk-cell.js";
import { useVoltageHour } from "./use-voltage-hour.js";
import { VoltageSparkline } from "./voltage-sparkline.js";

interface RowProperties {
  id: string;
  /** Within the whole table, from 1, its head included. */
  rowIndex: number;
  staleAfterMs: number;
  /** CSS pixels. */
  height: number;
  columns: ShownColumns;
}

/** Renders again when its unit changed, not when others did. */
export const FleetRow = memo(function FleetRow({ id, ...rest }: RowProperties) {
  useDisplay();
  const unit = useUnit(id);
  return unit && <Row unit={unit} {...rest} />;
});

function Row({
  unit,
  rowIndex,
  staleAfterMs,
  height,
  columns: { keys, figures },
}: { unit: Unit } & Omit<RowProperties, "id">) {
  const condition = useCondition(unit, staleAfterMs);
  const state = useUnitState(unit, staleAfterMs);
  const hour = useVoltageHour(unit, keys.has("phases") || keys.has("hour"));
  return (
    <tr
      data-testid={`unit-row-${unit.id}`}
      data-condition={condition}
      aria-rowindex={rowIndex}
      style={{ height }}
      className="group/row relative hover:bg-raised has-focus-visible:bg-raised"
    >
      <th
        scope="row"
        className="sticky left-0 z-1 bg-surface pr-3 pl-4 text-left font-medium group-hover/row:bg-raised"
      >
        <UnitLink id={unit.id} />
      </th>
      {keys.has("state") && (
        <td className="px-2">
          <StateMark state={state} short />
        </td>
      )}
      {keys.has("age") && (
        <td
          data-testid="data-age"
          className={classes("tabular-nums px-2 text-right", isSilent(condition) && "font-semibold")}
        >
          <AgeOfData id={unit.id} />
        </td>
      )}
      {keys.has("anomaly") && (
        <td className="border-line border-l px-2">
          <AnomalyCell unit={unit} condition={condition} state={keys.has("state") ? state : undefined} />
        </td>
      )}
      {keys.has("risk") && (
        <td className="tabular-nums border-line border-l px-2 text-right">
          <RiskCell id={unit.id} />
        </td>
      )}
      {keys.has("phases") && (
        <td className="border-line border-l px-2">
          <PhaseBars unit={unit} nominal={hour.nominal} />
        </td>
      )}
      {keys.has("hour") && (
        <td className="border-line border-l px-2">
          <VoltageSparkline hour={hour} />
        </td>
      )}
      {figures.map((column, index) => (
        <FigureCell
          key={column.key}
          column={column}
          unit={unit}
          startsGroup={column.group !== figures[index - 1]?.group}
        />
      ))}
    </tr>
  );
}

function FigureCell({ column, unit, startsGroup }: { column: FigureColumn; unit: Unit; startsGroup: boolean }) {
  const value = column.value(unit);
  const overLimit = column.key === "unbalance" && (value ?? 0) > UNBALANCE_LIMIT_PERCENT;
  return (
    <td
      className={classes(
        "tabular-nums px-2 text-right last:pr-4 old:text-ink-3",
        startsGroup && "border-line border-l",
        overLimit && "font-semibold text-suspect",
      )}
    >
      {overLimit && <TriangleAlert aria-label="above 3 %" className="mr-1 inline size-3.5 align-[-2px]" />}
      <FigureValue value={value} style={column.style} whyNone={column.whyNone?.(unit)} />
    </td>
  );
}

/** The whole row is its target. */
const UnitLink = memo(function UnitLink({ id }: { id: string }) {
  return (
    <Link
      to="/units/$unitId"
      params={{ unitId: id }}
      className="block truncate after:absolute after:inset-0 after:z-1 group-hover/row:underline"
    >
      {id}
    </Link>
  );
});
