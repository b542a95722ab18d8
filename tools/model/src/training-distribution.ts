import type { ModelManifest } from "@gridwatch/models";
import { distributionOf, ScoringPlan } from "@gridwatch/scoring";
import type { Recording } from "./recording.js";
import { scoredSteps } from "./scored-steps.js";
import { withLoaded } from "./trained-model.js";
import type { TrainedModel } from "./training.js";
import { windowsOf } from "./windows.js";

type TrainingDistribution = NonNullable<ModelManifest["training"]["distribution"]>;

/**
 * The model with what its training part looked like to it: what it was given, and what the service would have scored it by. Left
 * out when no step of it would have been scored.
 *
 * @param every looks at the inputs of each so many-th window
 */
export async function withDistribution(
  trained: TrainedModel,
  recordings: readonly Recording[],
  every: number,
): Promise<TrainedModel> {
  const { manifest } = trained;
  const scores = await withLoaded(trained, async (model) => {
    const plan = new ScoringPlan(manifest);
    const found: number[] = [];
    for (const recording of recordings) {
      for await (const { score } of scoredSteps(plan, model, recording)) if (score !== undefined) found.push(score);
    }
    return found;
  });
  if (scores.length === 0) return trained;
  const distribution = { inputs: inputsOf(manifest, recordings, every), score: distributionOf(scores) };
  return { ...trained, manifest: { ...manifest, training: { ...manifest.training, distribution } } };
}

/** Of the last step of each window. */
function inputsOf(
  manifest: ModelManifest,
  recordings: readonly Recording[],
  every: number,
): TrainingDistribution["inputs"] {
  const plan = new ScoringPlan(manifest);
  const values = manifest.features.map((): number[] => []);
  for (const recording of recordings) {
    const { count, inputs } = windowsOf(plan, recording, every);
    for (let window = 1; window <= count; window++) {
      const last = window * plan.inputSize - plan.features;
      for (const [feature, of] of values.entries()) of.push(inputs[last + feature] ?? 0);
    }
  }
  return values.map((of) => distributionOf(of));
}
