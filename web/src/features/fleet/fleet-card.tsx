import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useUnit } from "../../realtime/live-platform.js";
import { classes } from "../../ui/classes.js";
import { AMPERES, KILOVOLTAMPERES, type NumberStyle, PERCENT, PERCENT_OF_WHOLE, VOLTS } from "../../ui/format.js";
import { useDisplay } from "../../ui/use-display.js";
import { AgeOfData } from "../../units/age-of-data.js";
import { FigureValue } from "../../units/figure-value.js";
import { loadingPercent, whyNoLoading } from "../../units/loading.js";
import type { Unit } from "../../units/unit.js";
import {
  outputApparentPower,
  outputUnbalance,
  PHASES,
  POINT_NAMES,
  UNBALANCE_LIMIT_PERCENT,
  valueAt,
} from "../../units/unit-figures.js";
import { StateMark } from "../../units/unit-state-mark.js";
import { useCondition } from "../../units/use-unit-condition.js";
import { useUnitState } from "../../units/use-unit-state.js";
import { AnomalyCell } from "./anomaly-cell.js";
import { PhaseBars } from "./phase-bars.js";
import { RiskCell } from "./risk-cell.js";
import { useVoltageHour } from "./use-voltage-hour.js";
import { VoltageSparkline } from "./voltage-sparkline.js";

/** One unit on a narrow screen. */
export const FleetCard = memo(function FleetCard({ id, staleAfterMs }: { id: string; staleAfterMs: number }) {
  useDisplay();
  const unit = useUnit(id);
  return unit && <Card unit={unit} staleAfterMs={staleAfterMs} />;
});

function Card({ unit, staleAfterMs }: { unit: Unit; staleAfterMs: number }) {
  const condition = useCondition(unit, staleAfterMs);
  const state = useUnitState(unit, staleAfterMs);
  const unbalance = outputUnbalance(unit);
  const hour = useVoltageHour(unit);
  return (
    <article
      data-testid={`unit-row-${unit.id}`}
      data-condition={condition}
      className="relative rounded-panel bg-surface p-3 shadow-card lost:hatched has-focus-visible:bg-raised"
    >
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-semibold">
          <Link to="/units/$unitId" params={{ unitId: unit.id }} className="after:absolute after:inset-0">
            {unit.id}
          </Link>
        </h2>
        <StateMark state={state} short />
        <span data-testid="data-age" className="tabular-nums min-w-10 text-right text-ink-2">
          <AgeOfData id={unit.id} />
        </span>
      </div>
      <div className="mt-1.5">
        <AnomalyCell unit={unit} condition={condition} state={state} withoutHeader />
      </div>
      <div className="tabular-nums mt-2 grid grid-cols-4 gap-x-2 old:text-ink-3">
        {(["input", ...PHASES] as const).map((point) => (
          <dl key={point}>
            <dt className="text-ink-3 text-xs">{POINT_NAMES[point]}</dt>
            <Figure value={valueAt(unit, point, "voltage")} style={VOLTS} />
            <Figure value={valueAt(unit, point, "current")} style={AMPERES} />
          </dl>
        ))}
      </div>
      <div className="mt-2 grid grid-cols-2 items-center gap-x-4">
        <PhaseBars unit={unit} nominal={hour.nominal} />
        <VoltageSparkline hour={hour} />
      </div>
      <dl className="tabular-nums mt-2 grid grid-cols-[auto_auto] justify-between gap-x-4 gap-y-0.5 border-line border-t pt-2 old:text-ink-3">
        <div className="flex gap-1.5">
          <dt className="text-ink-3">Output</dt>
          <Figure value={outputApparentPower(unit)} style={KILOVOLTAMPERES} />
        </div>
        <div className="flex gap-1.5">
          <dt className="text-ink-3">Load, of rating</dt>
          <Figure value={loadingPercent(unit)} style={PERCENT_OF_WHOLE} whyNone={whyNoLoading(unit)} />
        </div>
        <div className="flex gap-1.5">
          <dt className="text-ink-3">48 h risk</dt>
          <dd>
            <RiskCell id={unit.id} />
          </dd>
        </div>
        <div className="flex gap-1.5">
          <dt className="text-ink-3">PVUR</dt>
          <Figure value={unbalance} style={PERCENT} abnormal={(unbalance ?? 0) > UNBALANCE_LIMIT_PERCENT} />
        </div>
      </dl>
    </article>
  );
}

function Figure({
  value,
  style,
  whyNone,
  abnormal = false,
}: {
  value: number | null | undefined;
  style: NumberStyle;
  whyNone?: string;
  abnormal?: boolean;
}) {
  return (
    <dd className={classes(abnormal && "font-semibold text-suspect")}>
      {abnormal && "▲ "}
      <FigureValue value={value} style={style} whyNone={whyNone} />{" "}
      <span className="text-ink-3 text-xs">{style.unit}</span>
    </dd>
  );
}
