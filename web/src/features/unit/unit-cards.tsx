import type { ElectricalMetricName, MeasuringPoint } from "@gridwatch/contracts";
import { TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { classes } from "../../ui/classes.js";
import { AMPERES, KILOVOLTAMPERES, type NumberStyle, PERCENT, SIGNED_PERCENT, VOLTS } from "../../ui/format.js";
import { FigureValue } from "../../units/figure-value.js";
import type { Unit } from "../../units/unit.js";
import {
  apparentPowerAt,
  metricAt,
  outputApparentPower,
  outputUnbalance,
  PHASES,
  POINT_NAMES,
  UNBALANCE_LIMIT_PERCENT,
  valueAt,
  voltageDeviation,
} from "../../units/unit-figures.js";
import { DeviationBar } from "./deviation-bar.js";

const ALL_VOLTAGES = PHASES.map((phase) => metricAt(phase, "voltage"));
const ALL_OUTPUT = PHASES.flatMap((phase) => [metricAt(phase, "voltage"), metricAt(phase, "current")]);

interface Properties {
  unit: Unit;
  /** See `silentMetrics`. */
  silent: ReadonlySet<string>;
}

/** The newest values at each measuring point, and what follows from them. */
export function UnitCards({ unit, silent }: Properties) {
  const unbalance = outputUnbalance(unit);
  const isSilent = (metrics: readonly ElectricalMetricName[]) => metrics.some((metric) => silent.has(metric));
  return (
    <div className="grid gap-3 min-[26rem]:grid-cols-2 md:grid-cols-3 xl:grid-cols-5">
      <PointCard unit={unit} silent={silent} point="input" />
      {PHASES.map((phase) => (
        <PointCard key={phase} unit={unit} silent={silent} point={phase}>
          <Deviation percent={voltageDeviation(unit, phase)} />
        </PointCard>
      ))}
      <Card
        title="Output, all phases"
        note={`PVUR (IEEE): largest deviation from the mean of the three phase voltages. Marked above ${UNBALANCE_LIMIT_PERCENT} %.`}
      >
        <Figure
          name="Apparent power"
          value={outputApparentPower(unit)}
          style={KILOVOLTAMPERES}
          silent={isSilent(ALL_OUTPUT)}
          whyNone="a value is missing"
          leading
        />
        <Figure
          name="Unbalance PVUR"
          value={unbalance}
          style={PERCENT}
          silent={isSilent(ALL_VOLTAGES)}
          whyNone="needs three voltages"
          abnormal={(unbalance ?? 0) > UNBALANCE_LIMIT_PERCENT}
        />
      </Card>
    </div>
  );
}

function PointCard({ unit, silent, point, children }: Properties & { point: MeasuringPoint; children?: ReactNode }) {
  const voltage = metricAt(point, "voltage");
  const current = metricAt(point, "current");
  return (
    <Card title={point === "input" ? POINT_NAMES[point] : `Phase ${POINT_NAMES[point]}`}>
      <Figure
        name="Voltage"
        value={valueAt(unit, point, "voltage")}
        style={VOLTS}
        silent={silent.has(voltage)}
        leading
      />
      <Figure name="Current" value={valueAt(unit, point, "current")} style={AMPERES} silent={silent.has(current)} />
      <Figure
        name="Apparent power"
        value={apparentPowerAt(unit, point)}
        style={KILOVOLTAMPERES}
        silent={silent.has(voltage) || silent.has(current)}
        whyNone="needs both"
      />
      {children}
    </Card>
  );
}

/** On a narrow phone the other figures stand beside the leading one instead of below it. */
function Card({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-panel bg-surface px-4 pt-3 pb-3.5 shadow-card lost:hatched">
      <h3 id={id} className="font-semibold text-ink-2">
        {title}
      </h3>
      <dl className="max-[26rem]:grid max-[26rem]:grid-cols-[minmax(7rem,auto)_1fr] max-[26rem]:gap-x-4">{children}</dl>
      {note && <p className="mt-2 text-ink-3 text-xs leading-snug">{note}</p>}
    </section>
  );
}

function Figure({
  name,
  value,
  style,
  silent,
  whyNone,
  leading = false,
  abnormal = false,
}: {
  name: string;
  value: number | null | undefined;
  style: NumberStyle;
  silent: boolean;
  /** Of what is worked out: what is missing when there is none. */
  whyNone?: string;
  /** The figure the card is looked at for. */
  leading?: boolean;
  abnormal?: boolean;
}) {
  const isKnown = value !== null && value !== undefined;
  return (
    <div
      className={classes(
        "flex items-baseline justify-between gap-2",
        leading ? "mt-1 mb-1.5 flex-wrap max-[26rem]:row-span-4" : "mt-0.5",
      )}
    >
      <dt className={leading ? "sr-only" : "text-ink-3"}>{name}</dt>
      <dd
        className={classes(
          "tabular-nums whitespace-nowrap text-ink old:text-ink-3",
          leading && "font-semibold text-[1.75rem] leading-9 tracking-tight",
          silent && "text-ink-3 underline decoration-dashed underline-offset-4",
          abnormal && "font-semibold text-suspect",
        )}
      >
        {abnormal && <TriangleAlert aria-label="above the limit" className="mr-1 inline size-3.5 align-[-2px]" />}
        <FigureValue value={value} style={style} whyNone={whyNone} spelled />
        {isKnown && (
          <span className={classes("font-normal text-ink-3", leading ? "text-base" : "text-xs")}> {style.unit}</span>
        )}
        {/* The page says below what the dashes mean. */}
        {silent && <span className="sr-only">, no longer reported</span>}
      </dd>
    </div>
  );
}

function Deviation({ percent }: { percent: number | null }) {
  if (percent === null) return null;
  return (
    <>
      <Figure name="From the mean" value={percent} style={SIGNED_PERCENT} silent={false} />
      <div className="max-[26rem]:col-start-2">
        <dt className="sr-only">Band allowed</dt>
        <dd>
          <span className="sr-only">{UNBALANCE_LIMIT_PERCENT} % either way</span>
          <DeviationBar percent={percent} limit={UNBALANCE_LIMIT_PERCENT} />
        </dd>
      </div>
    </>
  );
}
