import { type Manifest, nameOf, ofKind } from "./manifests.js";

/** What sets a workload's number of replicas, by whichever of the two ways. */
export interface Scaler {
  name: string;
  target: { kind?: string; name: string };
  min: number;
  max: number;
  /** How long a lower need must have lasted. */
  downAfterSeconds: number;
  /** As they are called in the services' /metrics, and how much of each a replica is to have; without CPU. */
  metrics: { name: string; type: string; target: number }[];
}

export function scalers(manifests: Manifest[]): Scaler[] {
  const own = ofKind(manifests, "HorizontalPodAutoscaler").map((manifest) => {
    const { scaleTargetRef, minReplicas, maxReplicas, behavior, metrics = [] } = manifest.spec ?? {};
    return {
      name: nameOf(manifest),
      target: scaleTargetRef ?? { name: "" },
      min: minReplicas ?? 1,
      max: maxReplicas ?? 0,
      downAfterSeconds: behavior?.scaleDown?.stabilizationWindowSeconds ?? 0,
      metrics: metrics.flatMap(({ pods, external }) => {
        const { metric, target } = pods ?? external ?? {};
        if (metric === undefined || target === undefined) return [];
        return [{ name: metric.name, type: target.type, target: Number(target.averageValue ?? target.value) }];
      }),
    };
  });
  const keda = ofKind(manifests, "ScaledObject").map((manifest) => {
    const { scaleTargetRef, minReplicaCount, maxReplicaCount, advanced, triggers } = manifest.spec;
    return {
      name: nameOf(manifest),
      target: scaleTargetRef,
      min: minReplicaCount ?? 0,
      max: maxReplicaCount ?? 0,
      downAfterSeconds: advanced?.horizontalPodAutoscalerConfig?.behavior?.scaleDown?.stabilizationWindowSeconds ?? 0,
      metrics: triggers.flatMap(({ metricType = "AverageValue", metadata }) => {
        const names: string[] = metadata["query"]?.match(/gridwatch_\w+/g) ?? [];
        return names.map((name) => ({ name, type: metricType, target: Number(metadata["threshold"]) }));
      }),
    };
  });
  return [...own, ...keda];
}
