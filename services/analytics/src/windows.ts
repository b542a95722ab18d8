import type { AnalyticsInterval } from "@gridwatch/contracts";
import type { TimeRange } from "@gridwatch/telemetry-store";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY_MS = 24 * HOUR;

/** How many days the database keeps readings, windows of minutes and windows of hours; 0 is for ever. */
export interface KeptDays {
  raw: number;
  minutes: number;
  hours: number;
}

/** The narrowest windows that the database still has from `from` on. */
export function narrowestMs(from: number, { raw, minutes }: KeptDays, now: number): number {
  const isGone = (days: number) => days !== 0 && from < now - days * DAY_MS;
  if (isGone(minutes)) return HOUR;
  return isGone(raw) ? MINUTE : SECOND;
}

/** A range cut into windows. Both ends are multiples of the width since the epoch, so every window is whole. */
export interface Windows {
  range: TimeRange;
  windowMs: number;
  count: number;
}

/** Width of the windows of each interval, and the range it covers unless the request says otherwise. */
export const INTERVALS: Readonly<Record<AnalyticsInterval, { windowMs: number; days: number }>> = {
  daily: { windowMs: 5 * MINUTE, days: 1 },
  weekly: { windowMs: 30 * MINUTE, days: 7 },
  monthly: { windowMs: 2 * HOUR, days: 30 },
  yearly: { windowMs: DAY_MS, days: 365 },
};

/** The last `days` days, the window that is still filling included. */
export function intervalWindows(interval: AnalyticsInterval, days: number | undefined, now: number): Windows {
  const { windowMs, days: usual } = INTERVALS[interval];
  const to = Math.ceil(now / windowMs) * windowMs;
  const from = to - (days ?? usual) * DAY_MS;
  return { range: { from, to }, windowMs, count: (to - from) / windowMs };
}

/** Widths that divide a day, so that windows fall on the clock's round times; above a day come whole days. */
const ROUND_WIDTHS = [
  ...[1, 2, 5, 10, 15, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR),
];

/**
 * Windows that cover a range: as narrow as a round width of at least one second, and at least `leastMs`, allows with about
 * `points` of them. The range is widened to whole windows, which can make it one more than `points`.
 */
export function rangeWindows({ from, to }: TimeRange, points: number, leastMs: number = SECOND): Windows {
  const least = Math.max(leastMs, (to - from) / points);
  const windowMs = ROUND_WIDTHS.find((width) => width >= least) ?? Math.ceil(least / DAY_MS) * DAY_MS;
  const range = { from: Math.floor(from / windowMs) * windowMs, to: Math.ceil(to / windowMs) * windowMs };
  return { range, windowMs, count: (range.to - range.from) / windowMs };
}
