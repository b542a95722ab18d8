import type { CourseColumn, CourseSeries } from "./time-course.js";

export interface SeriesSummary {
  min: number;
  /** Mean of the windows' means. */
  mean: number;
  max: number;
}

/** `null` where there is no value at all. */
export function summarise({ min, mean, max }: CourseSeries): SeriesSummary | null {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (let row = 0; row < mean.length; row++) {
    const value = mean[row];
    if (value === null || value === undefined) continue;
    const low = min[row] ?? value;
    const high = max[row] ?? value;
    if (low < lowest) lowest = low;
    if (high > highest) highest = high;
    sum += value;
    count++;
  }
  return count === 0 ? null : { min: lowest, mean: sum / count, max: highest };
}

/** From the lowest to the highest value of several lines; `null` where there is none. */
export function extentOf(summaries: readonly (SeriesSummary | null)[]): [min: number, max: number] | null {
  const known = summaries.filter((summary) => summary !== null);
  return known.length === 0
    ? null
    : [Math.min(...known.map(({ min }) => min)), Math.max(...known.map(({ max }) => max))];
}

/** The newest value; `null` where there is none. */
export function newestValue({ mean }: CourseSeries): number | null {
  return mean.findLast((value) => value !== null && value !== undefined) ?? null;
}

/** The value at a row; of a line that has none of its own there but goes on, the one before. */
export function valueAtRow(column: CourseColumn, row: number): number | null {
  let held = row;
  while (held >= 0 && column[held] === undefined) held--;
  return column[held] ?? null;
}
