import { classes } from "../../ui/classes.js";
import { formatQuantity, SIGNED_PERCENT, VOLTS } from "../../ui/format.js";
import type { Unit } from "../../units/unit.js";
import { PHASES, POINT_NAMES, valueAt } from "../../units/unit-figures.js";
import { NORMAL_BAND_PERCENT, type PhaseDeviation, phaseDeviations, SCALE_PERCENT } from "./voltage-hour.js";

const LANE = 9;

/**
 * The three output voltages, each a bar from the nominal voltage in the middle, with the normal band behind them. One that is
 * beside it ends in an arrow instead of a tick. @param nominal V
 */
export function PhaseBars({ unit, nominal }: { unit: Unit; nominal: number | null }) {
  if (nominal === null) return <NotKnown />;
  const deviations = phaseDeviations(unit, nominal);
  return (
    <svg
      role="img"
      aria-label={spoken(unit, deviations, nominal)}
      data-testid="phase-bars"
      className="block w-full"
      height={PHASES.length * LANE}
    >
      <rect
        x={place(-NORMAL_BAND_PERCENT)}
        width={`${(98 * NORMAL_BAND_PERCENT) / SCALE_PERCENT}%`}
        height="100%"
        rx="2"
        className="fill-sunken stroke-line"
      />
      <line x1="50%" x2="50%" y1="0" y2="100%" className="stroke-line-strong" />
      {deviations.map(
        (deviation, lane) => deviation && <Bar key={PHASES[lane]} {...deviation} y={(lane + 0.5) * LANE} />,
      )}
    </svg>
  );
}

function Bar({ percent, beside, y }: PhaseDeviation & { y: number }) {
  const end = place(percent);
  return (
    <g
      data-beside={beside}
      className={classes(
        beside ? "fill-suspect stroke-suspect" : "fill-ink-2 stroke-ink-2",
        "lost:fill-ink-3 lost:stroke-ink-3 group-data-[condition=stale]/row:fill-ink-3 group-data-[condition=stale]/row:stroke-ink-3",
      )}
    >
      <line x1="50%" x2={end} y1={y} y2={y} strokeWidth="3" />
      {beside === undefined ? (
        <line x1={end} x2={end} y1={y - 3} y2={y + 3} strokeWidth="2" />
      ) : (
        <svg x={end} y={y} overflow="visible" aria-hidden="true">
          <path d={beside === "below" ? "M-1 0l7-4v8z" : "M1 0l-7-4v8z"} stroke="none" />
        </svg>
      )}
    </g>
  );
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

/** Not to the very edge, where half of a mark would be cut off. */
function place(percent: number): string {
  return `${50 + (49 * Math.min(Math.max(percent, -SCALE_PERCENT), SCALE_PERCENT)) / SCALE_PERCENT}%`;
}

function spoken(unit: Unit, deviations: readonly (PhaseDeviation | undefined)[], nominal: number): string {
  const phases = PHASES.map((phase, index) => {
    const voltage = valueAt(unit, phase, "voltage");
    const deviation = deviations[index];
    if (voltage === undefined || deviation === undefined) return `${POINT_NAMES[phase]} not reported`;
    const told = `${POINT_NAMES[phase]} ${formatQuantity(voltage, VOLTS)}, ${formatQuantity(deviation.percent, SIGNED_PERCENT)}`;
    return deviation.beside === undefined ? told : `${told}, ${deviation.beside} the normal band`;
  });
  return `Beside ${formatQuantity(nominal, VOLTS)}: ${phases.join("; ")}`;
}
