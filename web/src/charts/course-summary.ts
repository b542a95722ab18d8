import type { HistorySeries } from "@gridwatch/contracts";

export interface SeriesSummary {
  min: number;
  /** Mean of the windows' means. */
  mean: number;
  max: number;
}

/** `null` where there is no value at all. */
export function summarise({ min, mean, max }: HistorySeries): SeriesSummary | null {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (let row = 0; row < mean.length; row++) {
    const value = mean[row];
    if (value === null || value === undefined) continue;
    lowest = Math.min(lowest, min[row] ?? value);
    highest = Math.max(highest, max[row] ?? value);
    sum += value;
    count++;
  }
  return count === 0 ? null : { min: lowest, mean: sum / count, max: highest };
}

/** The newest value; `null` where there is none. */
export function newestValue({ mean }: HistorySeries): number | null {
  for (let row = mean.length - 1; row >= 0; row--) {
    const value = mean[row];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
