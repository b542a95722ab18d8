import type { DeviceHistory, HistorySeries } from "@gridwatch/contracts";
import type { Trail } from "../realtime/reading-trail.js";
import { type TimeCourse, withGaps } from "./time-course.js";

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
  const runs = runsWithin(seed?.timestamps ?? [], seed?.windowMs ?? 0, trail.timestamps, from, to);
  const join = <T>(old: readonly T[] | undefined, live: readonly T[] | undefined, missing: T): T[] => {
    const parts = runs.map(({ live: isLive, start, end }) => {
      const column = isLive ? live : old;
      return column === undefined ? new Array<T>(end - start).fill(missing) : column.slice(start, end);
    });
    return parts.length === 1 ? (parts[0] ?? []) : ([] as T[]).concat(...parts);
  };
  const columns: Record<string, HistorySeries> = {};
  for (const metric of metrics) {
    const column = join(seed?.metrics[metric]?.mean, trail.values[metric], null);
    columns[metric] = { min: column, mean: column, max: column };
  }
  const timestamps = join(seed?.timestamps, trail.timestamps, 0);
  return withGaps({ from, to, windowMs: 0, timestamps, metrics: columns });
}

/** Rows of the trail, or of the seed, that follow each other. There are thousands of rows and few runs. */
interface Run {
  live: boolean;
  start: number;
  /** Exclusive. */
  end: number;
}

/** Of the database's windows only those without a reading from the socket. All times ascend. */
function runsWithin(
  seed: readonly number[],
  windowMs: number,
  trail: readonly number[],
  from: number,
  to: number,
): Run[] {
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
  for (const [row, at] of seed.entries()) {
    if (at < from || at > to) continue;
    take(true, next, skipTo(at));
    if ((trail[next] ?? Number.POSITIVE_INFINITY) >= at + windowMs) take(false, row, row + 1);
  }
  take(true, next, trail.length);
  return runs;
}
