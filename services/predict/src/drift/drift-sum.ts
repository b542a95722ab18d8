import { type ModelDrift, modelId } from "@gridwatch/contracts";
import type { ModelManifest } from "@gridwatch/models";
import { populationStability } from "@gridwatch/scoring";
import { ofMost } from "../replica-parts.js";
import type { SeenSteps } from "./seen-steps.js";

/**
 * Of fewer steps nothing is said. By chance alone, the index of a thousand independent steps in ten bins is about 9/1000, far below the 0.1
 * that means something.
 */
const FEWEST_STEPS = 1_000;

/** What one replica has counted, as it travels. */
export interface DriftPart {
  name: string;
  version: string;
  since: number;
  steps: number;
  features: string[];
  /** Expected shares, and counts, by bin: of the inputs in order, then of the score. Empty when the package says nothing of its training. */
  shares: number[][];
  counts: number[][];
}

export function driftPart({ name, version, features, training }: ModelManifest, seen: SeenSteps): DriftPart {
  const { inputs = [], score } = training.distribution ?? {};
  const distributions = score === undefined ? [] : [...inputs, score];
  return {
    name,
    version,
    since: seen.since,
    steps: seen.steps,
    features: features.map((feature) => feature.name),
    shares: distributions.map(({ shares }) => shares),
    counts: seen.bins,
  };
}

/** Of the replicas that have the model that the most have; `undefined` of none. */
export function driftOf(parts: readonly DriftPart[]): ModelDrift | undefined {
  const same = ofMost(parts, modelId);
  const [first] = same ?? [];
  if (same === undefined || first === undefined) return undefined;
  const steps = same.reduce((sum, part) => sum + part.steps, 0);
  const psi = (at: number): number | null => {
    const shares = first.shares[at];
    if (shares === undefined || steps < FEWEST_STEPS) return null;
    const counts = shares.map((_, bin) => same.reduce((sum, part) => sum + (part.counts[at]?.[bin] ?? 0), 0));
    return populationStability(shares, counts);
  };
  return {
    name: first.name,
    version: first.version,
    since: Math.min(...same.map(({ since }) => since)),
    replicas: same.length,
    steps,
    inputs: first.features.map((feature, at) => ({ feature, psi: psi(at) })),
    score: { psi: psi(first.features.length) },
  };
}
