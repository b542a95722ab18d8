import { SUPPLY_BAND_PERCENT } from "@gridwatch/grid-physics";
import { formatQuantity, SIGNED_PERCENT, VOLTS } from "../../ui/format.js";
import type { Unit } from "../../units/unit.js";
import { PHASES, POINT_NAMES, valueAt } from "../../units/unit-figures.js";
import { type PhaseDeviation, phaseDeviations, SCALE_PERCENT } from "./voltage-hour.js";

/** The drawing's own units: percent of the nominal voltage across, CSS pixels down. */
const WIDTH = 2 * SCALE_PERCENT;
const LANE = 9;

/**
 * The three output voltages, one below the other, each a bar from the nominal voltage in the middle, between the edges of the normal band. One that is
 * outside them ends in an arrow instead of a tick. Of as few elements as can be, since rows come and go with every scroll.
 *
 * @param nominal V
 */
export function PhaseBars({ unit, nominal }: { unit: Unit; nominal: number | null }) {
  if (nominal === null) return <NotKnown />;
  const deviations = phaseDeviations(unit, nominal);
  return (
    <svg
      role="img"
      aria-label={spoken(unit, deviations, nominal)}
      data-testid="phase-bars"
      viewBox={`0 0 ${WIDTH} ${PHASES.length * LANE}`}
      preserveAspectRatio="none"
      height={PHASES.length * LANE}
      className="block w-full [&>*]:[vector-effect:non-scaling-stroke]"
    >
      {/* Its upper and lower edge are out of view. */}
      <rect
        x={place(-SUPPLY_BAND_PERCENT)}
        y={-LANE}
        width={2 * SUPPLY_BAND_PERCENT}
        height={(PHASES.length + 2) * LANE}
        className="fill-sunken stroke-line-strong"
      />
      <path d={`M${place(0)} 0V${PHASES.length * LANE}`} className="stroke-ink-3" />
      <path d={bars(deviations, false)} strokeWidth="3" className={`stroke-ink-2 ${GREYED}`} />
      <path d={bars(deviations, true)} strokeWidth="3" className={`fill-suspect stroke-suspect ${GREYED}`} />
    </svg>
  );
}

const GREYED = "old:fill-ink-3 old:stroke-ink-3";

/** An SVG path of those outside the normal band, with arrows, or of those within, with ticks. */
function bars(deviations: readonly (PhaseDeviation | undefined)[], outside: boolean): string {
  return deviations
    .map((deviation, lane) => {
      if (deviation === undefined || (deviation.outside !== undefined) !== outside) return "";
      const [x, y] = [place(deviation.percent), (lane + 0.5) * LANE];
      const back = deviation.percent < 0 ? 3 : -3;
      const end = outside ? `M${x} ${y}l${back} -3v6z` : `M${x} ${y - 3.5}v7`;
      return `M${place(0)} ${y}H${x}${end}`;
    })
    .join("");
}

function NotKnown() {
  return (
    <span title="The usual output voltage is not within 15 % of 120, 230 or 400 V">
      <span aria-hidden="true" className="text-ink-3">
        –
      </span>
      <span className="sr-only">nominal voltage not known</span>
    </span>
  );
}

/** Where a deviation stands; not at the very edge, where half of a mark would be cut off. */
function place(percent: number): number {
  return SCALE_PERCENT + Math.min(Math.max(percent, 0.5 - SCALE_PERCENT), SCALE_PERCENT - 0.5);
}

function spoken(unit: Unit, deviations: readonly (PhaseDeviation | undefined)[], nominal: number): string {
  const phases = PHASES.map((phase, index) => {
    const voltage = valueAt(unit, phase, "voltage");
    const deviation = deviations[index];
    if (voltage === undefined || deviation === undefined) return `${POINT_NAMES[phase]} not reported`;
    const told = `${POINT_NAMES[phase]} ${formatQuantity(voltage, VOLTS)}, ${formatQuantity(deviation.percent, SIGNED_PERCENT)}`;
    return deviation.outside === undefined ? told : `${told}, ${deviation.outside} the normal band`;
  });
  return `Relative to ${formatQuantity(nominal, VOLTS)}: ${phases.join("; ")}`;
}
