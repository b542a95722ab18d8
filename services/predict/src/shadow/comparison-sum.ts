import type { ComparedModel, ModelComparison } from "@gridwatch/contracts";
import { modelId } from "@gridwatch/contracts";
import { ofMost } from "../replica-parts.js";
import { MAX_LONE_ANOMALIES } from "./comparison.js";

/**
 * What the replicas found together. They change models one after the other: of those that compare others than the most do,
 * nothing is counted.
 */
export function sumOf(parts: readonly ModelComparison[]): ModelComparison | undefined {
  return ofMost(parts, ({ champion, shadow }) => `${modelId(champion)} ${modelId(shadow)}`)?.reduce(together);
}

function together(a: ModelComparison, b: ModelComparison): ModelComparison {
  const steps = {
    bothNormal: a.steps.bothNormal + b.steps.bothNormal,
    bothAbnormal: a.steps.bothAbnormal + b.steps.bothAbnormal,
    onlyChampion: a.steps.onlyChampion + b.steps.onlyChampion,
    onlyShadow: a.steps.onlyShadow + b.steps.onlyShadow,
    notBoth: a.steps.notBoth + b.steps.notBoth,
  };
  return {
    since: Math.min(a.since, b.since),
    replicas: a.replicas + b.replicas,
    champion: modelsTogether(a.champion, b.champion),
    shadow: modelsTogether(a.shadow, b.shadow),
    steps,
    agreement: agreementOf(steps),
    loneAnomalies: [...a.loneAnomalies, ...b.loneAnomalies]
      .sort((one, other) => other.end - one.end)
      .slice(0, MAX_LONE_ANOMALIES),
    shed: a.shed + b.shed,
  };
}

function modelsTogether(a: ComparedModel, b: ComparedModel): ComparedModel {
  return {
    name: a.name,
    version: a.version,
    scores: a.scores.map((count, bin) => count + (b.scores[bin] ?? 0)),
    loneAnomalies: a.loneAnomalies + b.loneAnomalies,
    windows: a.windows + b.windows,
    seconds: a.seconds + b.seconds,
  };
}

/** `null` before the first step that both scored. */
export function agreementOf({
  bothNormal,
  bothAbnormal,
  onlyChampion,
  onlyShadow,
}: ModelComparison["steps"]): number | null {
  const same = bothNormal + bothAbnormal;
  const compared = same + onlyChampion + onlyShadow;
  return compared === 0 ? null : same / compared;
}
