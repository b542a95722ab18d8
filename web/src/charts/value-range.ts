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
