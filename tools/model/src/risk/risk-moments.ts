import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { enoughHistory, RISK_HOURS, type RiskHours, riskFeatures } from "@gridwatch/scoring";
import type { Row } from "../recording.js";

export const HOUR_MS = 3_600_000;
const WINDOW_MS = 600_000;
const WINDOWS_OF_AN_HOUR = HOUR_MS / WINDOW_MS;
const FURTHEST_HORIZON_HOURS = 48;

/** One unit, in means of 10 minutes, until it fails or nobody looks any more. */
export interface UnitCourse {
  unit: string;
  /** Start of the first window, epoch milliseconds. */
  from: number;
  /** By metric; `null` where nothing was read. */
  means: ReadonlyMap<string, readonly (number | null)[]>;
  /** Mean anomaly score of each hour; without, there are none. */
  scores?: readonly (number | null)[];
  endsAt: number;
  /** Why it fails, or will fail after the end; `undefined` of a healthy unit. */
  mode: string | undefined;
  /** Whether it fails at the end. */
  failed: boolean;
}

/** A unit as it stood at one hour. */
export interface RiskMoment {
  unit: string;
  /** Since the unit's first window. */
  hour: number;
  hours: RiskHours;
  mode: string | undefined;
  /** Until it fails; infinite where no failure was seen. */
  hoursLeft: number;
  /** Whether it fails within 24 and within 48 hours. */
  fails: [number, number];
}

export interface MomentChoice {
  everyHours: number;
  /** Every third with one day of history alone, as of a unit that is new, and every fourth without anomaly scores, as where no model gives any. */
  someKnownLess: boolean;
}

/** @param rows with a value for each of `ELECTRICAL_METRICS`, in order of time and not before `from` */
export function meansOf(rows: Iterable<Row>, from: number): { means: UnitCourse["means"]; lastAt: number } {
  const courses = ELECTRICAL_METRICS.map((): (number | null)[] => []);
  const sums = ELECTRICAL_METRICS.map(() => ({ sum: 0, count: 0 }));
  let [window, lastAt] = [0, from];
  const close = () => {
    sums.forEach((one, metric) => {
      const course = courses[metric];
      if (course) course[window] = one.count === 0 ? null : one.sum / one.count;
      Object.assign(one, { sum: 0, count: 0 });
    });
    window += 1;
  };
  for (const { at, values } of rows) {
    while (at >= from + (window + 1) * WINDOW_MS) close();
    sums.forEach((one, metric) => {
      const value = values[metric] ?? Number.NaN;
      if (Number.isNaN(value)) return;
      one.sum += value;
      one.count += 1;
    });
    lastAt = at;
  }
  close();
  return {
    means: new Map(ELECTRICAL_METRICS.map(({ name }, metric) => [name, courses[metric] ?? []])),
    lastAt,
  };
}

/** What a forecast would have been made from, and what came of it. The last 48 hours of who has not failed are left out: what comes then is not known. */
export function riskMoments(course: UnitCourse, { everyHours, someKnownLess }: MomentChoice): RiskMoment[] {
  const { unit, from, endsAt, mode, failed } = course;
  const lived = Math.floor((endsAt - from) / HOUR_MS) - (failed ? 0 : FURTHEST_HORIZON_HOURS);
  const moments: RiskMoment[] = [];
  for (let hour = 24, place = 0; hour <= lived; hour += everyHours, place++) {
    const since = someKnownLess && place % 3 === 0 ? hour - 24 : Math.max(0, hour - RISK_HOURS);
    const hours = hoursBefore(someKnownLess && place % 4 === 1 ? { ...course, scores: [] } : course, since, hour);
    const hoursLeft = failed ? (endsAt - from) / HOUR_MS - hour : Number.POSITIVE_INFINITY;
    const within = (horizon: number) => (hoursLeft <= horizon ? 1 : 0);
    if (enoughHistory(hours.known)) {
      moments.push({ unit, hour, hours, mode, hoursLeft, fails: [within(24), within(FURTHEST_HORIZON_HOURS)] });
    }
  }
  return moments;
}

/** Times are relative to the unit's first window. */
function hoursBefore({ means, scores = [] }: UnitCourse, since: number, hour: number): RiskHours {
  const [first, end] = [WINDOWS_OF_AN_HOUR * since, WINDOWS_OF_AN_HOUR * hour];
  const timestamps = Array.from({ length: end - first }, (_, window) => (first + window) * WINDOW_MS);
  const metrics = new Map(
    Array.from(means, ([name, course]) => {
      const mean = course.slice(first, end);
      return [name, { min: mean, mean, max: mean }];
    }),
  );
  const from = hour - RISK_HOURS;
  const anomalyScores = Array.from({ length: RISK_HOURS }, (_, at) =>
    from + at < since ? null : (scores[from + at] ?? null),
  );
  return riskFeatures({ from: from * HOUR_MS, windows: { timestamps, metrics }, anomalyScores });
}
