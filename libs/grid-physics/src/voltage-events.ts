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
  /** Whether a phase was outside in every reading of a window: IEEE 1159 calls what lasts over a minute sustained. */
  sustained: boolean;
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
  const below: Side = {
    farthest: "min",
    nearest: "max",
    isOutside: (voltage) => voltage < SAG_BELOW * nominal,
    farther: Math.min,
  };
  const above: Side = {
    farthest: "max",
    nearest: "min",
    isOutside: (voltage) => voltage > SWELL_ABOVE * nominal,
    farther: Math.max,
  };
  const named = (course: Course, kind: VoltageEventKind): VoltageEvent => ({
    kind,
    ...course,
    percentOfNominal: (100 * course.extreme) / nominal,
  });
  const isInterruption = ({ extreme }: Course) => extreme < INTERRUPTION_BELOW * nominal;
  return [
    ...courses(timestamps, windowMs, phases, below).map((course) =>
      named(course, isInterruption(course) ? "interruption" : "sag"),
    ),
    ...courses(timestamps, windowMs, phases, above).map((course) => named(course, "swell")),
  ].sort((one, other) => one.from - other.from);
}

/** Of the band allowed. */
interface Side {
  farthest: keyof VoltageExtremes;
  nearest: keyof VoltageExtremes;
  isOutside: (voltage: number) => boolean;
  farther: (one: number, other: number) => number;
}

type Course = Omit<VoltageEvent, "kind" | "percentOfNominal">;

/** Windows that follow each other, in each of which any phase is outside. */
function courses(
  timestamps: readonly number[],
  windowMs: number,
  phases: readonly VoltageExtremes[],
  { farthest, nearest, isOutside, farther }: Side,
): Course[] {
  const found: Course[] = [];
  timestamps.forEach((at, window) => {
    const outside = phases.flatMap((extremes, phase) => {
      const voltage = extremes[farthest][window] ?? null;
      if (voltage === null || !isOutside(voltage)) return [];
      return [{ phase, voltage, throughout: isOutside(extremes[nearest][window] ?? voltage) }];
    });
    if (outside.length === 0) return;
    const extreme = outside.map(({ voltage }) => voltage).reduce(farther);
    const sustained = outside.some(({ throughout }) => throughout);
    const concerned = outside.map(({ phase }) => phase);
    const last = found.at(-1);
    if (last?.to !== at) {
      found.push({ sustained, from: at, to: at + windowMs, phases: concerned, extreme });
      return;
    }
    last.sustained ||= sustained;
    last.to = at + windowMs;
    last.phases = [...new Set([...last.phases, ...concerned])].sort();
    last.extreme = farther(last.extreme, extreme);
  });
  return found;
}
