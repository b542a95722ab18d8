import type { AnomalyEvent, Contribution, Insight } from "@gridwatch/contracts";
import type { ScoringPlan } from "./scoring-plan.js";

/** Numbers of a contribution: which feature, its share, what was expected and what observed. */
const WIDTH = 4;

/**
 * A step with a score. Its contributions are numbers in one array, strongest first, and become objects where they are read or written: to make eight
 * objects of each step took as long as to score it (docs/adr/0026).
 */
export class ScoredInsight implements Insight {
  readonly v = 1;
  reason: "ANOMALY" | "NORMAL" = "NORMAL";
  event?: AnomalyEvent;
  private readonly ranked: readonly number[];

  /** Of what the plan holds: the step's surprises, expected and observed values. */
  constructor(
    readonly device: string,
    readonly at: number,
    readonly score: number,
    private readonly plan: ScoringPlan,
  ) {
    this.ranked = rankedOf(plan);
  }

  get threshold(): number {
    return this.plan.manifest.threshold;
  }

  get model(): { name: string; version: string } {
    return this.plan.model;
  }

  get contributions(): Contribution[] {
    const { ranked, plan } = this;
    const contributions: Contribution[] = [];
    for (let at = 0; at < ranked.length; at += WIDTH) {
      contributions.push({
        signal: plan.signals[ranked[at] as number] as string,
        share: ranked[at + 1] as number,
        expected: ranked[at + 2] as number,
        observed: ranked[at + 3] as number,
      });
    }
    return contributions;
  }

  toJSON(): Insight {
    const { v, device, at, reason, score, threshold, contributions, model, event } = this;
    return { v, device, at, reason, score, threshold, contributions, model, ...(event && { event }) };
  }
}

function rankedOf({ features, surprises, expected, observed, ranking }: ScoringPlan): number[] {
  let sum = 0;
  let read = 0;
  for (let feature = 0; feature < features; feature++) {
    if (Number.isNaN(observed[feature])) continue;
    const surprise = surprises[feature] as number;
    sum += surprise;
    // Into its place among the few there are.
    let at = read++;
    for (; at > 0; at--) {
      const before = ranking[at - 1] as number;
      if ((surprises[before] as number) >= surprise) break;
      ranking[at] = before;
    }
    ranking[at] = feature;
  }
  const ranked = new Array<number>(read * WIDTH);
  for (let rank = 0, at = 0; rank < read; rank++) {
    const feature = ranking[rank] as number;
    ranked[at++] = feature;
    ranked[at++] = sum > 0 ? (surprises[feature] as number) / sum : 1 / read;
    ranked[at++] = expected[feature] as number;
    ranked[at++] = observed[feature] as number;
  }
  return ranked;
}
