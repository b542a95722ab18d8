import { MAX_SPAN_MS, MIN_SPAN_MS, type RangeSearch } from "./range-search.js";

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
  const factor = { "+": 0.5, "-": 2 }[key];
  if (factor === undefined) return undefined;
  return zoomTo(at - (at - from) * factor, at + (to - at) * factor);
}
