import type { Insight, InsightReason, RoomInsights } from "@gridwatch/contracts";

/** What the model last said of a unit. Never changed, only replaced. */
export interface UnitInsight {
  readonly id: string;
  /** End of the step, epoch milliseconds. */
  readonly at: number;
  readonly reason: InsightReason;
  /** 0..1; `null` without enough data or a model. */
  readonly score: number | null;
  readonly threshold: number | null;
  /** The strongest signal. */
  readonly signal: string | null;
  /** When the anomaly began that is open; `null` when none is. */
  readonly abnormalSince: number | null;
}

/** From worst to best. `unscored`: nothing is known, or only what is too old to hold still. */
export const ASSESSMENTS = ["abnormal", "insufficient", "unscored", "off", "normal"] as const;
export type Assessment = (typeof ASSESSMENTS)[number];

/** A model's steps last seconds to minutes. A score this much older than the newest reading says nothing of it, nor of now. */
export const OUTDATED_AFTER_MS = 10 * 60_000;

/** An anomaly that nobody has seen the end of goes on. */
export function isAbnormal(insight: UnitInsight | undefined): boolean {
  return insight !== undefined && insight.abnormalSince !== null;
}

/** @param readingAt time of the unit's newest reading: later than `now` where the device's clock is ahead */
export function assessmentOf(insight: UnitInsight | undefined, readingAt: number, now: number): Assessment {
  if (insight === undefined) return "unscored";
  if (isAbnormal(insight)) return "abnormal";
  if (Math.max(readingAt, now) - insight.at > OUTDATED_AFTER_MS) return "unscored";
  switch (insight.reason) {
    case "OFF":
      return "off";
    case "INSUFFICIENT_DATA":
      return "insufficient";
    default:
      return "normal";
  }
}

/** In short, what a unit's own room tells in full. */
function inShort({ device, at, reason, score, threshold, contributions, event }: Insight): UnitInsight {
  return {
    id: device,
    at,
    reason,
    score: score ?? null,
    threshold: threshold ?? null,
    signal: (event?.contributions[0] ?? contributions?.[0])?.signal ?? null,
    abnormalSince: event && event.end === undefined ? event.start : null,
  };
}

export function* unitInsights(insights: RoomInsights): Generator<UnitInsight> {
  if (Array.isArray(insights)) {
    yield* insights.map(inShort);
    return;
  }
  for (let row = 0; row < insights.devices.length; row++) {
    const id = insights.devices[row];
    const at = insights.ats[row];
    const reason = insights.reasons[row];
    if (id === undefined || at === undefined || reason === undefined) continue;
    const ended = typeof insights.anomalyEnds[row] === "number";
    yield {
      id,
      at,
      reason,
      score: insights.scores[row] ?? null,
      threshold: insights.thresholds[row] ?? null,
      signal: insights.signals[row] ?? null,
      abnormalSince: ended ? null : (insights.anomalyStarts[row] ?? null),
    };
  }
}
