import { ANALYTICS_INTERVALS } from "@gridwatch/contracts";
import type { HistoryRange } from "../api/device-history.query.js";
import { formatPeriod } from "../ui/format.js";
import type { RangeSearch } from "./range-search.js";

export const RANGE_KEYS = ["live", ...ANALYTICS_INTERVALS] as const;
export type RangeKey = (typeof RANGE_KEYS)[number];

export interface TimeRange extends HistoryRange {
  /** On the button. */
  name: string;
  /** In a sentence. */
  phrase: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;

/** The windows are those of the platform's own intervals: 5 minutes, 30 minutes, 2 hours, a day. */
export const TIME_RANGES: Readonly<Record<RangeKey, TimeRange>> = {
  live: {
    key: "live",
    name: "Live",
    phrase: "the last 5 minutes",
    spanMs: 5 * MINUTE,
    points: 300,
    // The socket takes over from here.
    refreshMs: false,
  },
  daily: {
    key: "daily",
    name: "Daily",
    phrase: "the last 24 hours",
    spanMs: DAY,
    points: 288,
    refreshMs: MINUTE,
  },
  weekly: {
    key: "weekly",
    name: "Weekly",
    phrase: "the last 7 days",
    spanMs: 7 * DAY,
    points: 336,
    refreshMs: 5 * MINUTE,
  },
  monthly: {
    key: "monthly",
    name: "Monthly",
    phrase: "the last 30 days",
    spanMs: 30 * DAY,
    points: 360,
    refreshMs: 10 * MINUTE,
  },
  yearly: {
    key: "yearly",
    name: "Yearly",
    phrase: "the last 365 days",
    spanMs: 365 * DAY,
    points: 365,
    refreshMs: 10 * MINUTE,
  },
};

const CUSTOM_POINTS = 360;

/** From when to when it is at a moment, epoch milliseconds. */
export function periodOf({ spanMs, endsAt }: TimeRange, now: number): { from: number; to: number } {
  const to = endsAt ?? now;
  return { from: to - spanMs, to };
}

/** What of a past range has not come by then is rare enough to be asked for by hand. */
const LATE_MS = 60 * MINUTE;

/** What the address asks for. */
export function timeRangeOf({ range, from, to }: RangeSearch, now = Date.now()): TimeRange {
  if (range !== "custom") return TIME_RANGES[range];
  if (from === undefined || to === undefined) return TIME_RANGES.live;
  return {
    key: `${from}-${to}`,
    name: "Custom",
    phrase: `the time from ${formatPeriod(from, to)}`,
    spanMs: to - from,
    endsAt: to,
    points: CUSTOM_POINTS,
    refreshMs: to > now - LATE_MS ? MINUTE : false,
  };
}
