import type { ScoringPlan } from "./scoring-plan.js";

/**
 * Turns a unit's part of the model's output into the plan's `residuals` (normalised, signed where the model says a
 * value) and `expected` (in the signal's unit), beside `observed`. NaN where the step has no reading of a feature.
 */
export function residualsOf(plan: ScoringPlan, output: Float32Array, offset: number): void {
  const { features, manifest, means, scales, observed, residuals, expected } = plan;
  const from = offset + plan.outputSize - features;
  for (let feature = 0; feature < features; feature++) {
    const mean = means[feature] as number;
    const scale = scales[feature] as number;
    const said = output[from + feature] ?? Number.NaN;
    const seen = observed[feature] ?? Number.NaN;
    if (manifest.output === "score") {
      residuals[feature] = Number.isNaN(seen) ? Number.NaN : said;
      // A model that answers residuals alone expects nothing that could be told: the seen value stands for it.
      expected[feature] = seen;
    } else {
      residuals[feature] = (seen - mean) / scale - said;
      expected[feature] = said * scale + mean;
    }
  }
}
