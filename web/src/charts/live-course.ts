import type { DeviceHistory, HistorySeries } from "@gridwatch/contracts";
import type { Trail } from "../realtime/reading-trail.js";
import { type TimeCourse, withGaps } from "./time-course.js";
import { TIME_RANGES } from "./time-range.js";

/** What is drawn live, as a sentence. @param connected whether readings arrive */
export function liveWords(connected: boolean): string {
  const { phrase } = TIME_RANGES.live;
  if (!connected) return `No connection: what is known of ${phrase}.`;
  return `Every reading of ${phrase}; what history fills in as the lowest and the highest of each second.`;
}

/**
 * The last `spanMs` up to `now`, the platform's time: single readings where the socket brought them, else the database's windows, so that
 * a page just opened, or a connection that was lost, shows no hole that the platform can fill.
 */
export function liveCourse(
  seed: DeviceHistory | undefined,
  trail: Trail,
  metrics: readonly string[],
  now: number,
  spanMs: number,
): TimeCourse {
  // The clock of a device may be ahead of the platform's; its newest reading is to be seen all the same.
  const to = Math.max(now, trail.timestamps.at(-1) ?? 0);
  const from = to - spanMs;
  const rows = seed && rowsOf(seed);
  const runs = runsWithin(rows, trail.timestamps, from, to);
  const join = <T>(old: readonly T[] | undefined, live: readonly T[] | undefined, missing: T): T[] => {
    const parts = runs.map(({ live: isLive, start, end }) => {
      const column = isLive ? live : old;
      return column === undefined ? new Array<T>(end - start).fill(missing) : column.slice(start, end);
    });
    return parts.length === 1 ? (parts[0] ?? []) : ([] as T[]).concat(...parts);
  };
  const columns: Record<string, HistorySeries> = {};
  for (const metric of metrics) {
    const column = join(rows?.values[metric], trail.values[metric], null);
    columns[metric] = { min: column, mean: column, max: column };
  }
  const timestamps = join(rows?.timestamps, trail.timestamps, 0);
  return withGaps({ from, to, windowMs: 0, timestamps, metrics: columns });
}

/** The database's windows as rows: one for a window of one reading, else one for its lowest and one for its highest, so that no spike is lost. */
interface SeedRows extends Trail {
  /** Of each window, epoch milliseconds, ascending. */
  starts: readonly number[];
  windowMs: number;
  /** Of each window the first of its rows, and at the end how many there are. */
  firstRows: readonly number[];
}

/** A seed stays the same for many drawings. */
const madeOf = new WeakMap<DeviceHistory, SeedRows>();

function rowsOf(seed: DeviceHistory): SeedRows {
  const known = madeOf.get(seed);
  if (known !== undefined) return known;
  const { timestamps: starts, windowMs, metrics } = seed;
  const courses = Object.values(metrics);
  const timestamps: number[] = [];
  const firstRows = starts.map((at, window) => {
    const first = timestamps.push(at) - 1;
    // When in the window either was read is not known.
    if (courses.some(({ min, max }) => min[window] !== max[window])) timestamps.push(at + windowMs / 2);
    return first;
  });
  firstRows.push(timestamps.length);
  const columnOf = ({ min, max }: HistorySeries) =>
    starts.flatMap((_, window) => {
      const isOne = (firstRows[window + 1] ?? 0) - (firstRows[window] ?? 0) === 1;
      return isOne ? [min[window] ?? null] : [min[window] ?? null, max[window] ?? null];
    });
  const values = Object.fromEntries(Object.entries(metrics).map(([metric, series]) => [metric, columnOf(series)]));
  const rows = { timestamps, values, starts, windowMs, firstRows };
  madeOf.set(seed, rows);
  return rows;
}

/** Rows of the trail, or of the seed, that follow each other. There are thousands of rows and few runs. */
interface Run {
  live: boolean;
  start: number;
  /** Exclusive. */
  end: number;
}

/** Of the database's windows only those without a reading from the socket. All times ascend. */
function runsWithin(seed: SeedRows | undefined, trail: readonly number[], from: number, to: number): Run[] {
  const { starts = [], windowMs = 0, firstRows = [] } = seed ?? {};
  const runs: Run[] = [];
  const take = (live: boolean, start: number, end: number) => {
    const last = runs.at(-1);
    if (last?.live === live && last.end === start) last.end = end;
    else if (start < end) runs.push({ live, start, end });
  };
  let next = 0;
  const skipTo = (at: number) => {
    while ((trail[next] ?? Number.POSITIVE_INFINITY) < at) next++;
    return next;
  };
  skipTo(from);
  for (const [window, at] of starts.entries()) {
    if (at < from || at > to) continue;
    take(true, next, skipTo(at));
    if ((trail[next] ?? Number.POSITIVE_INFINITY) < at + windowMs) continue;
    take(false, firstRows[window] ?? 0, firstRows[window + 1] ?? 0);
  }
  take(true, next, trail.length);
  return runs;
}
