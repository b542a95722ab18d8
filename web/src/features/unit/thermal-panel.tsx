import { TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { useUnit } from "../../realtime/live-platform.js";
import { classes } from "../../ui/classes.js";
import {
  AMPERES,
  CELSIUS,
  formatQuantity,
  formatSpan,
  KILOVOLTAMPERES,
  NUMBER,
  type NumberStyle,
  RATIO,
} from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { Panel } from "../../ui/panel.js";
import { storeAssumptions, storedAssumptions, type ThermalAssumptions } from "../../units/thermal-assumptions.js";
import { OfWeek } from "./of-week.js";
import { HOT_SPOT_LIMIT, SETTLING_MS, type Thermal, thermal } from "./thermal.js";
import { ThermalAssumptionsForm } from "./thermal-assumptions-form.js";
import type { Week } from "./week.js";

/** How warm the load makes a transformer's hot spot, and how fast it ages by that: worked out, not measured. */
export function ThermalPanel({ id }: { id: string }) {
  const [assumed, setAssumed] = useState(() => storedAssumptions(id));
  const ratedVa = useUnit(id)?.ratedVa;
  const change = (next: ThermalAssumptions) => {
    storeAssumptions(id, next);
    setAssumed(next);
  };
  return (
    <Panel
      title="Temperature and ageing"
      aside={<p className="text-ink-2">worked out, not measured</p>}
      className="mb-3"
    >
      <div data-testid="thermal" className="grid gap-x-8 gap-y-4 lg:grid-cols-[2fr_3fr]">
        <div>
          <OfWeek id={id}>{(week) => <WeeklyThermal week={week} assumed={assumed} ratedVa={ratedVa} />}</OfWeek>
        </div>
        <div>
          <ThermalAssumptionsForm assumed={assumed} isRated={ratedVa !== undefined} onChange={change} />
          <p className="mt-2 max-w-2xl text-ink-3 text-xs">
            IEC 60076-7, difference equations, for an oil-immersed distribution transformer (ONAN) with its recommended
            constants, a loss ratio of 6 and ordinary paper; whether the unit is one is not known. The load is the
            10-minute mean current of the most loaded phase against the rated current. The ambient temperature is not
            measured: it is assumed as above. {ratedCurrentText(ratedVa)}
          </p>
        </div>
      </div>
    </Panel>
  );
}

/** Where the rated current comes from. */
function ratedCurrentText(ratedVa: number | undefined): string {
  if (ratedVa !== undefined) {
    return `Unless another rated current is told, it is that of the unit's rating, ${formatQuantity(ratedVa, KILOVOLTAMPERES)}, at nominal voltage.`;
  }
  return "The unit has no rating configured: without a rated current the week's highest mean is taken for it, so that an overload does not show.";
}

function WeeklyThermal(given: { week: Week; assumed: ThermalAssumptions; ratedVa: number | undefined }) {
  const { week, assumed, ratedVa } = given;
  const result = useMemo(() => thermal(week, assumed, ratedVa), [week, assumed, ratedVa]);
  if (result === null) {
    return <p className="text-ink-2">Not enough data: no output current in the last 7 days.</p>;
  }
  const { from, to } = result.course;
  if (!result.settled) {
    return (
      <p className="text-ink-2">
        Not enough data: the load of {formatSpan(to - from)} is known, and of {formatSpan(SETTLING_MS)}, the oil's time
        constant, it must be at the least.
      </p>
    );
  }
  return <Figures result={result} />;
}

function Figures({ result: { course, ratedCurrent, loading } }: { result: Thermal }) {
  const { from, to, hotSpot, topOil, highestHotSpot, ageing, meanAgeing } = course;
  return (
    <div>
      <dl className="tabular-nums max-w-md">
        <Figure name="Hot spot" value={hotSpot} style={CELSIUS} abnormal={hotSpot > HOT_SPOT_LIMIT} leading />
        <Figure
          name="Highest hot spot"
          value={highestHotSpot}
          style={CELSIUS}
          abnormal={highestHotSpot > HOT_SPOT_LIMIT}
        />
        <Figure name="Top oil" value={topOil} style={CELSIUS} />
        <Figure name="Load factor K, 1 at rated current" value={loading} style={RATIO} />
        <Figure name="Ageing rate, 1 at 98 °C" value={ageing} style={NUMBER} />
        <Figure name="Its mean" value={meanAgeing} style={NUMBER} />
      </dl>
      <p className="mt-2 max-w-md text-ink-3 text-xs">
        At <Moment at={to} />, from the load since <Moment at={from} />. Rated current{" "}
        {formatQuantity(ratedCurrent, AMPERES)} per phase. Marked above {formatQuantity(HOT_SPOT_LIMIT, CELSIUS)}, the
        limit in normal loading.
      </p>
    </div>
  );
}

function Figure({
  name,
  value,
  style,
  abnormal = false,
  leading = false,
}: {
  name: string;
  value: number;
  style: NumberStyle;
  abnormal?: boolean;
  leading?: boolean;
}) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-ink-3">{name}</dt>
      <dd
        className={classes(
          "old:text-ink-3",
          leading && "font-semibold text-[1.75rem] leading-9 tracking-tight",
          abnormal && "text-suspect",
        )}
      >
        {abnormal && <TriangleAlert aria-label="above the limit" className="mr-1 inline size-3.5 align-[-2px]" />}
        {formatQuantity(value, style)}
      </dd>
    </div>
  );
}
