import { cursorWithin } from "./cursor.js";
import { MAX_SPAN_MS, MIN_SPAN_MS, type RangeSearch } from "./range-search.js";

/** A step closer shows this part. */
const CLOSER = 0.5;

/** From one moment to another, in whole seconds, and no narrower or wider than a range may be. Epoch milliseconds. */
export function zoomTo(from: number, to: number): RangeSearch {
  const wholeSeconds = (ms: number) => Math.round(ms / 1_000) * 1_000;
  const middle = (from + to) / 2;
  const half = Math.min(Math.max(to - from, MIN_SPAN_MS), MAX_SPAN_MS) / 2;
  const start = wholeSeconds(middle - half);
  return { range: "custom", from: start, to: Math.max(wholeSeconds(middle + half), start + MIN_SPAN_MS) };
}

/** How a key zooms into what is shown, or out of it, around a moment; `undefined` when it means nothing here. */
export function zoomByKey(
  key: string,
  { from, to }: { from: number; to: number },
  at: number,
): RangeSearch | undefined {
  const factor = { "+": CLOSER, "-": 1 / CLOSER }[key];
  return factor === undefined ? undefined : zoomAround({ from, to }, at, factor);
}

/** Half of what is shown: around a moment, where it is among it, else around the middle. */
export function zoomedIn(shown: { from: number; to: number }, at: number | null): RangeSearch {
  return zoomAround(shown, cursorWithin(at, shown) ?? (shown.from + shown.to) / 2, CLOSER);
}

function zoomAround({ from, to }: { from: number; to: number }, at: number, factor: number): RangeSearch {
  return zoomTo(at - (at - from) * factor, at + (to - at) * factor);
}
