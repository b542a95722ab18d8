import type { ChartSpec } from "./chart-spec.js";
import { limitsOf } from "./limit-band.js";

/** Above and below what is drawn, as a share of its span. */
const MARGIN = 0.12;

/** Ends of a value axis: what is to be seen, some room around it, and never a narrower span than `minSpan`. */
export function valueRange(extent: [number, number] | null, minSpan: number): [number, number] {
  if (extent === null) return [0, minSpan];
  const [min, max] = extent;
  const span = Math.max((max - min) * (1 + 2 * MARGIN), minSpan);
  const low = (min + max) / 2 - span / 2;
  // What is never negative gets no axis below zero.
  return min >= 0 && low < 0 ? [0, span] : [low, low + span];
}

/**
 * The value axis of a chart.
 *
 * @param extent from the lowest to the highest value; `null` where there is none
 * @param withLimits whether it reaches to both ends of the limits, where there are any
 */
export function axisOf(
  { range, minSpan, limits }: Pick<ChartSpec, "range" | "minSpan" | "limits">,
  extent: [number, number] | null,
  withLimits: boolean,
): [number, number] {
  if (range !== undefined) return [range[0], range[1]];
  if (limits === undefined || (extent !== null && !withLimits)) return valueRange(extent, minSpan);
  const [low, high] = limitsOf(limits);
  const [min, max] = extent ?? [low, high];
  return valueRange([Math.min(min, low), Math.max(max, high)], minSpan);
}
