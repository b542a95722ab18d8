import type { DetectionFigures } from "../detection-figures.js";

/** Of one set of recordings. Shares are 0..1. */
export type BenchmarkFigures = Record<string, number>;

/** What is told of a detector's steps. */
export function stepFigures(figures: DetectionFigures): BenchmarkFigures {
  const { steps, f1, falseAlarmShare, missedShare, precision, recall, aucPr } = figures;
  return { steps, f1, falseAlarmShare, missedShare, precision, recall, aucPr };
}
