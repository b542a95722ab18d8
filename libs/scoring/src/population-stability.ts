import type { Distribution } from "@gridwatch/models";

/** Taken for the share of an empty bin, whose logarithm would be infinite: a share that comes or goes counts much, and not for ever. */
const LEAST_SHARE = 1e-4;

/** Of `edges` that ascend, how many are not above the value: the bin that it falls into. */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let bin = 0;
  while (bin < edges.length && value >= (edges[bin] as number)) bin++;
  return bin;
}

/**
 * Population stability index: how far counts have moved away from the shares that are expected, bin by bin. 0 when they are in
 * the same proportion; `null` of nothing.
 */
export function populationStability(expected: readonly number[], counts: readonly number[]): number | null {
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return null;
  let index = 0;
  for (const [bin, share] of expected.entries()) {
    const due = Math.max(share, LEAST_SHARE);
    const found = Math.max((counts[bin] ?? 0) / total, LEAST_SHARE);
    index += (found - due) * Math.log(found / due);
  }
  return index;
}

/**
 * How the values are distributed, in bins of about the same share each. Values that are often the same make fewer bins.
 * @throws RangeError of no values
 */
export function distributionOf(values: ArrayLike<number>, bins = 10): Distribution {
  if (values.length === 0) throw new RangeError("nothing is distributed");
  const sorted = Float64Array.from(values).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < bins; bin++) {
    const edge = Number((sorted[Math.floor((bin * sorted.length) / bins)] as number).toPrecision(6));
    if (edge > (edges.at(-1) ?? Number.NEGATIVE_INFINITY)) edges.push(edge);
  }
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of sorted) {
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, shares: counts.map((count) => Number((count / sorted.length).toFixed(6))) };
}
