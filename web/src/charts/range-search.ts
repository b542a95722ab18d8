import { RANGE_KEYS, type RangeKey } from "./time-range.js";

/** The range of a page's charts as it stands in the URL: one that ends now, or with `custom` from one moment to another. */
export interface RangeSearch {
  range: RangeKey | "custom";
  /** Epoch milliseconds, both there with `custom` alone. */
  from?: number;
  to?: number;
}

/** What is narrower holds hardly a reading. */
export const MIN_SPAN_MS = 10_000;
export const MAX_SPAN_MS = 10 * 365 * 86_400_000;

/** Whatever is no range falls back to `fallback`. */
export function parseRangeSearch(
  { range, from, to }: { [key in keyof RangeSearch]?: unknown },
  fallback: RangeKey,
): RangeSearch {
  if (range === "custom" && isTime(from) && isTime(to) && isSpan(to - from)) return { range, from, to };
  return { range: RANGE_KEYS.find((key) => key === range) ?? fallback };
}

export function isTime(value: unknown): value is number {
  // As far as dates go that the platform can be asked about.
  return typeof value === "number" && value >= Date.UTC(2000, 0, 1) && value < Date.UTC(2200, 0, 1);
}

export function isSpan(ms: number): boolean {
  return ms >= MIN_SPAN_MS && ms <= MAX_SPAN_MS;
}

/** Before and after what is to be seen, as a share of how long it lasted, and at least so long. */
const MARGIN = 0.25;
const MIN_MARGIN_MS = 10 * 60_000;

/** A range, of whole seconds, that shows from when to when something lasted, `null` while it does, and what was around it. */
export function rangeAround(start: number, end: number | null, now: number): RangeSearch {
  const last = Math.max(end ?? now, start);
  const margin = Math.max((last - start) * MARGIN, MIN_MARGIN_MS);
  const wholeSeconds = (ms: number) => Math.round(ms / 1_000) * 1_000;
  const from = wholeSeconds(start - margin);
  // What is yet to come has nothing to show.
  return { range: "custom", from, to: Math.max(wholeSeconds(Math.min(last + margin, now)), from + MIN_SPAN_MS) };
}
