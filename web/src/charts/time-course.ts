import type { DeviceHistory } from "@gridwatch/contracts";

/** As of a history. `undefined` where a row belongs to other lines alone, and this one goes on. */
export type CourseColumn = (number | null | undefined)[];
export interface CourseSeries {
  min: CourseColumn;
  mean: CourseColumn;
  max: CourseColumn;
}

/** Several metrics on one time axis, ready to draw: where readings are missing stands a row of nulls. */
export interface TimeCourse {
  /** The range shown, epoch milliseconds, filled or not. */
  from: number;
  to: number;
  /** Width of a window; 0 where each row is one reading. */
  windowMs: number;
  timestamps: number[];
  metrics: Record<string, CourseSeries>;
  /** Between readings, not at the ends. */
  gaps: number;
}

/** Readings and windows come at times that jitter: what is closer than this is no gap. */
const JITTER_MS = 5_000;

/** Whatever the usual distance, no gap is shorter. */
function leastGapMs(windowMs: number): number {
  return Math.max(1.5 * windowMs, JITTER_MS);
}

/**
 * From how far apart on two rows are not joined. A unit that reports more rarely than a window is wide would consist
 * of nothing but gaps, so its own usual distance counts too.
 */
export function gapAfterMs(timestamps: readonly number[], windowMs: number): number {
  const distances = new Float64Array(Math.max(0, timestamps.length - 1));
  for (let row = 0; row < distances.length; row++) {
    distances[row] = (timestamps[row + 1] ?? 0) - (timestamps[row] ?? 0);
  }
  distances.sort();
  // The lower of two middle ones; of one or two distances nothing is usual.
  const usual = distances.length < 3 ? 0 : (distances[(distances.length - 1) >> 1] ?? 0);
  return Math.max(leastGapMs(windowMs), 1.5 * usual);
}

/** Puts a row of nulls into each gap, so that no line is drawn across. */
export function withGaps(course: Omit<TimeCourse, "gaps">): TimeCourse {
  const distanceBefore = (at: number, row: number) => at - (course.timestamps[row - 1] ?? at);
  const leastGap = leastGapMs(course.windowMs);
  if (!course.timestamps.some((at, row) => distanceBefore(at, row) > leastGap)) return { ...course, gaps: 0 };
  const limit = gapAfterMs(course.timestamps, course.windowMs);
  const timestamps: number[] = [];
  const source: (number | null)[] = [];
  let gaps = 0;
  course.timestamps.forEach((at, row) => {
    if (distanceBefore(at, row) > limit) {
      const before = course.timestamps[row - 1] ?? at;
      timestamps.push(before + Math.max(1, Math.floor((at - before) / 2)));
      source.push(null);
      gaps++;
    }
    timestamps.push(at);
    source.push(row);
  });
  const spread = (column: CourseColumn) => source.map((row) => (row === null ? null : (column[row] ?? null)));
  const metrics: Record<string, CourseSeries> = {};
  for (const [metric, { min, mean, max }] of Object.entries(course.metrics)) {
    // Single readings are their own minimum, mean and maximum: one column serves as all three.
    const means = spread(mean);
    metrics[metric] = { min: min === mean ? means : spread(min), mean: means, max: max === mean ? means : spread(max) };
  }
  return { ...course, timestamps, metrics, gaps };
}

export function courseOfHistory(history: DeviceHistory): TimeCourse {
  return withGaps({
    from: Date.parse(history.from),
    to: Date.parse(history.to),
    windowMs: history.windowMs,
    timestamps: history.timestamps,
    metrics: history.metrics,
  });
}
