import type { RangeSearch } from "./range-search.js";
import { zoomTo } from "./zoom.js";

/** What a chart shows, epoch milliseconds. */
interface Shown {
  from: number;
  to: number;
  /** Moves are by whole windows: the platform would widen others to them. */
  windowMs?: number;
}

/** A key or a button moves what is shown by this part of it. */
const STEP = 0.5;
/** Less than this part of it is no move: what ends now would no longer go on. */
const LEAST = 0.01;

/**
 * What is shown, moved along; later than now there is nothing to see.
 *
 * @param byMs later when positive
 * @returns `undefined` when it would stay where it is
 */
export function panned({ from, to, windowMs = 0 }: Shown, byMs: number, now: number): RangeSearch | undefined {
  const unit = Math.max(windowMs, 1);
  const by = Math.trunc(Math.min(byMs, Math.max(0, now - to)) / unit) * unit;
  return Math.abs(by) < LEAST * (to - from) ? undefined : zoomTo(from + by, to + by);
}

/** @param steps -1 for one earlier, 1 for one later */
export function pannedBySteps(shown: Shown, steps: number, now: number): RangeSearch | undefined {
  return panned(shown, steps * STEP * (shown.to - shown.from), now);
}

/** How a key held with Shift moves what is shown; `undefined` when it does not. */
export function panByKey(key: string, shown: Shown, now: number): RangeSearch | undefined {
  const steps = { ArrowLeft: -1, ArrowRight: 1 }[key];
  return steps === undefined ? undefined : pannedBySteps(shown, steps, now);
}

/** Twice as much around the middle of what is shown, until now at the latest. */
export function zoomedOut({ from, to }: Shown, now: number): RangeSearch {
  const half = (to - from) / 2;
  const beyond = Math.max(0, to + half - now);
  return zoomTo(from - half - beyond, to + half - beyond);
}
