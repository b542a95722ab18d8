/** IEEE 1159, per unit of the nominal voltage. */
const INTERRUPTION_BELOW = 0.1;
const SAG_BELOW = 0.9;
const SWELL_ABOVE = 1.1;
/** So far back within the limit a voltage must be for its event to end, per unit: what IEC 61000-4-30 holds to be usual. */
const HYSTERESIS = 0.02;
/** IEEE 1159 calls what lasts longer sustained. */
const SUSTAINED_MS = 60_000;

export type VoltageEventKind = "interruption" | "sag" | "swell";

/** A phase's lowest and highest voltage in each window, V, of single readings twice the same; no number where nothing was read. */
export interface VoltageExtremes {
  min: readonly (number | null | undefined)[];
  max: readonly (number | null | undefined)[];
}

/** A sag, swell or interruption, as precise as readings or windows tell. Times are epoch milliseconds. */
export interface VoltageEvent {
  kind: VoltageEventKind;
  /** Whether it lasted over a minute as far as can be told: of windows that wide or wider, whether a phase was outside in every reading of one. */
  sustained: boolean;
  /** The first reading outside, or the start of the window it lies in. */
  from: number;
  /**
   * The first reading with all phases back, or the end of the last window with one that was not: it lasted no longer. Before a
   * gap, the last reading; `null` when no reading has told of its end.
   */
  to: number | null;
  /** The phases concerned, by their place, ascending. */
  phases: number[];
  /** The voltage farthest from the nominal one, V. */
  extreme: number;
  percentOfNominal: number;
}

/**
 * Sags, swells and interruptions (IEEE 1159) in readings, or in the lowest and highest readings of windows. One begins when
 * any phase leaves the limits and ends when all are back by 2 % of the nominal voltage; windows that follow each other are
 * one event. What lasts shorter than the distance of two readings may not show.
 *
 * @param timestamps of each reading or start of each window, epoch milliseconds, ascending; a row without any voltage is a gap
 * @param windowMs 0 where each row is one reading
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
  const below = { farthest: "min", nearest: "max", sign: -1, limit: SAG_BELOW * nominal } as const;
  const above = { farthest: "max", nearest: "min", sign: 1, limit: SWELL_ABOVE * nominal } as const;
  const kindOf = ({ extreme }: Course, { sign }: Side): VoltageEventKind => {
    if (sign > 0) return "swell";
    return extreme < INTERRUPTION_BELOW * nominal ? "interruption" : "sag";
  };
  return [below, above]
    .flatMap((side) => {
      const courses = coursesBeyond(side, HYSTERESIS * nominal, timestamps, windowMs, phases);
      return courses.map((course) => ({
        kind: kindOf(course, side),
        ...course,
        percentOfNominal: (100 * course.extreme) / nominal,
      }));
    })
    .sort((one, other) => one.from - other.from);
}

/** Of the band allowed. */
interface Side {
  farthest: keyof VoltageExtremes;
  nearest: keyof VoltageExtremes;
  /** 1 where higher is farther, -1 where lower is. */
  sign: 1 | -1;
  /** V */
  limit: number;
}

type Course = Omit<VoltageEvent, "kind" | "percentOfNominal">;

/** One pass, in which nothing is made but what is found: a live chart looks through its readings each second. */
function coursesBeyond(
  { farthest, nearest, sign, limit }: Side,
  hysteresis: number,
  timestamps: readonly number[],
  windowMs: number,
  phases: readonly VoltageExtremes[],
): Course[] {
  const found: Course[] = [];
  const far = phases.map((extremes) => extremes[farthest]);
  const near = phases.map((extremes) => extremes[nearest]);
  const returns = limit - sign * hysteresis;
  /** By phase: whether it was outside and has not been back since. */
  const isOut = phases.map(() => false);
  let open: Course | undefined;
  /** The last row of `open`. */
  let last = 0;
  const close = (to: number) => {
    if (open === undefined) return;
    open.to = to;
    if (windowMs < SUSTAINED_MS) open.sustained = to - open.from > SUSTAINED_MS;
    open = undefined;
    isOut.fill(false);
  };
  for (let row = 0; row < timestamps.length; row++) {
    const at = timestamps[row] ?? 0;
    if (windowMs > 0 && at > last + windowMs) close(last + windowMs);
    let read = false;
    let outside = false;
    for (let phase = 0; phase < far.length; phase++) {
      const voltage = far[phase]?.[row];
      if (voltage === null || voltage === undefined) {
        // Phases may come in readings of their own; a window without a reading tells of no event.
        if (windowMs > 0) isOut[phase] = false;
        outside ||= isOut[phase] === true;
        continue;
      }
      read = true;
      if (sign * (voltage - (isOut[phase] ? returns : limit)) <= 0) {
        isOut[phase] = false;
        continue;
      }
      outside = true;
      const least = near[phase]?.[row] ?? voltage;
      // In a window it may have been back after it was outside.
      isOut[phase] = sign * (least - returns) > 0;
      if (open === undefined) {
        open = { sustained: false, from: at, to: null, phases: [], extreme: voltage };
        found.push(open);
      }
      if (!open.phases.includes(phase)) open.phases.push(phase);
      if (sign * (voltage - open.extreme) > 0) open.extreme = voltage;
      if (sign * (least - limit) > 0) open.sustained = true;
    }
    if (outside && read) last = at;
    else if (windowMs === 0) close(read ? at : last);
    else if (read) close(last + windowMs);
  }
  if (open !== undefined) {
    if (windowMs > 0) close(last + windowMs);
    else open.sustained = last - open.from > SUSTAINED_MS;
  }
  for (const course of found) course.phases.sort((one, other) => one - other);
  return found;
}
