import type { Insight, InsightColumns } from "@gridwatch/contracts";

/** What a list of units shows of its scores: four digits, in a frame that holds thousands of them. */
const SCORE_STEPS = 10_000;

export function toInsightColumns(insights: readonly Insight[]): InsightColumns {
  return {
    devices: insights.map(({ device }) => device),
    ats: insights.map(({ at }) => at),
    reasons: insights.map(({ reason }) => reason),
    scores: insights.map(({ score }) => (score === undefined ? null : Math.round(score * SCORE_STEPS) / SCORE_STEPS)),
    thresholds: insights.map(({ threshold }) => threshold ?? null),
    signals: insights.map(strongestSignal),
    anomalyStarts: insights.map(({ event }) => event?.start ?? null),
    anomalyEnds: insights.map(({ event }) => event?.end ?? null),
  };
}

function strongestSignal({ event, contributions }: Insight): string | null {
  return (event?.contributions[0] ?? contributions?.[0])?.signal ?? null;
}
