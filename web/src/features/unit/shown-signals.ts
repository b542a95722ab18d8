import type { Contribution, Insight } from "@gridwatch/contracts";

export interface ShownSignals {
  /** Strongest first. */
  signals: readonly Contribution[];
  /** The peak that they are of, its time in epoch milliseconds; `undefined` when they are of the newest step. */
  peak: { score: number; at: number } | undefined;
}

/**
 * The signals that explain what a unit's newest step says: that step's own. Where an anomaly is open and the step is below the
 * threshold again, or has no score, its own would name what is normal: then those at the anomaly's peak.
 *
 * @returns `undefined` when neither is known
 */
export function shownSignals({ score, threshold, contributions, event }: Insight): ShownSignals | undefined {
  const isExplained =
    contributions !== undefined && !(score !== undefined && threshold !== undefined && score < threshold);
  if (event !== undefined && event.end === undefined && !isExplained) {
    return { signals: event.contributions, peak: { score: event.peak, at: event.peakAt } };
  }
  return contributions && { signals: contributions, peak: undefined };
}
