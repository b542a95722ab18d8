import type { DeviceHistory, Insight } from "@gridwatch/contracts";
import type { ChartSpec } from "../../charts/chart-spec.js";
import { liveCourse } from "../../charts/live-course.js";
import { courseOfHistory, type TimeCourse } from "../../charts/time-course.js";
import type { Trail } from "../../realtime/reading-trail.js";
import { SCORE } from "../../ui/format.js";

/** The names under which the platform answers the course of a score. */
const SCORE_METRICS = ["score", "threshold"];

export const SCORE_CHART: ChartSpec = {
  title: "Anomaly score",
  style: SCORE,
  lines: [
    { metric: "score", name: "Score", colour: "--ink-2", dash: [] },
    { metric: "threshold", name: "Threshold", colour: "--abnormal", dash: [6, 4] },
  ],
  minSpan: 1,
  // A little above 1, so that a score of 1 is not covered by the edge of an anomaly's mark.
  range: [0, 1.04],
  empty: "No score",
};

/** The score over the same time as another course, so that both stand on the same axis. */
export function liveScoreCourse(
  seed: DeviceHistory | undefined,
  recent: readonly Insight[],
  { from, to }: TimeCourse,
): TimeCourse {
  return { ...liveCourse(seed, scoreTrail(recent), SCORE_METRICS, to, to - from), from, to };
}

export function historyScoreCourse(scores: DeviceHistory | undefined, { from, to, windowMs }: TimeCourse): TimeCourse {
  if (scores === undefined) return { from, to, windowMs, timestamps: [], metrics: {}, gaps: 0 };
  return { ...courseOfHistory(scores), from, to };
}

function scoreTrail(insights: readonly Insight[]): Trail {
  return {
    timestamps: insights.map(({ at }) => at),
    values: {
      score: insights.map(({ score }) => score ?? null),
      threshold: insights.map(({ threshold }) => threshold ?? null),
    },
  };
}
