import { type Manifest, nameOf, ofKind } from "./manifests.js";

/** What sets a workload's number of replicas, by whichever of the two ways. */
export interface Scaler {
  name: string;
  target: { kind?: string; name: string };
  min: number;
  max: number;
  /** How long a lower need must have lasted. */
  downAfterSeconds: number;
  /** As it is called in the services' /metrics; none for CPU. */
  metrics: string[];
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
      metrics: metrics.flatMap(({ pods, external }) => (pods ?? external)?.metric.name ?? []),
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
      metrics: triggers.flatMap(({ metadata }) => metadata["query"]?.match(/gridwatch_\w+/g) ?? []),
    };
  });
  return [...own, ...keda];
}
