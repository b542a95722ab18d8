/** IEEE 1159, per unit of the nominal voltage. */
const INTERRUPTION_BELOW = 0.1;
const SAG_BELOW = 0.9;
const SWELL_ABOVE = 1.1;

export type VoltageEventKind = "interruption" | "sag" | "swell";

/** A phase's lowest and highest voltage in each window, V; `null` where nothing was read. */
export interface VoltageExtremes {
  min: readonly (number | null)[];
  max: readonly (number | null)[];
}

/** A sag, swell or interruption, as precise as windows tell. */
export interface VoltageEvent {
  kind: VoltageEventKind;
  /** Start of the first window it shows in and end of the last, epoch milliseconds: it lasted no longer. */
  from: number;
  to: number;
  /** The phases concerned, by their place, ascending. */
  phases: number[];
  /** The voltage farthest from the nominal one, V. */
  extreme: number;
  percentOfNominal: number;
}

/**
 * Sags, swells and interruptions (IEEE 1159) that the lowest and highest readings of windows show. One begins when any
 * phase leaves the limits and ends when all are back; windows that follow each other are one event. What lasts shorter
 * than the distance of two readings may not show.
 *
 * @param timestamps start of each window, epoch milliseconds, ascending
 * @param phases voltages phase-to-neutral
 * @param nominal V
 * @returns in the order they began
 */
export function voltageEvents(
  timestamps: readonly number[],
  windowMs: number,
  phases: readonly VoltageExtremes[],
  nominal: number,
): VoltageEvent[] {
  const lows = phases.map(({ min }) => min);
  const highs = phases.map(({ max }) => max);
  const below = join(timestamps, windowMs, lows, (voltage) => voltage < SAG_BELOW * nominal, Math.min);
  const above = join(timestamps, windowMs, highs, (voltage) => voltage > SWELL_ABOVE * nominal, Math.max);
  const isInterruption = ({ extreme }: Course) => extreme < INTERRUPTION_BELOW * nominal;
  const named = (course: Course, kind: VoltageEventKind): VoltageEvent => ({
    kind,
    ...course,
    percentOfNominal: (100 * course.extreme) / nominal,
  });
  return [
    ...below.map((course) => named(course, isInterruption(course) ? "interruption" : "sag")),
    ...above.map((course) => named(course, "swell")),
  ].sort((one, other) => one.from - other.from);
}

type Course = Omit<VoltageEvent, "kind" | "percentOfNominal">;

/** Windows that follow each other, in which any phase is outside. */
function join(
  timestamps: readonly number[],
  windowMs: number,
  columns: readonly (readonly (number | null)[])[],
  isOutside: (voltage: number) => boolean,
  farther: (one: number, other: number) => number,
): Course[] {
  const events: Course[] = [];
  timestamps.forEach((at, window) => {
    const outside = columns.flatMap((column, phase) => {
      const voltage = column[window] ?? null;
      return voltage !== null && isOutside(voltage) ? [{ phase, voltage }] : [];
    });
    if (outside.length === 0) return;
    const extreme = outside.map(({ voltage }) => voltage).reduce(farther);
    const phases = outside.map(({ phase }) => phase);
    const last = events.at(-1);
    if (last?.to !== at) {
      events.push({ from: at, to: at + windowMs, phases, extreme });
      return;
    }
    last.to = at + windowMs;
    last.phases = [...new Set([...last.phases, ...phases])].sort();
    last.extreme = farther(last.extreme, extreme);
  });
  return events;
}
