import type { ICertificate } from "@kubernetes-models/cert-manager/cert-manager.io/v1";
import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";
import type { IDeployment, IStatefulSet } from "kubernetes-models/apps/v1";
import type { IHorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import type { ICronJob } from "kubernetes-models/batch/v1";
import type { IIngress, INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1";
import type {
  IConfigMap,
  IContainer,
  INamespace,
  IPersistentVolumeClaim,
  IPodSpec,
  IPodTemplateSpec,
  IService,
  IServiceAccount,
} from "kubernetes-models/v1";

/** What may stand in deploy/k8s. No Secret is among it: a secret in plain text would stand there. */
export type Manifest =
  | ICertificate
  | IConfigMap
  | ICronJob
  | IDeployment
  | IHorizontalPodAutoscaler
  | IIngress
  | INamespace
  | INetworkPolicy
  | IPersistentVolumeClaim
  | IPodDisruptionBudget
  | IPodMonitor
  | IScaledObject
  | IService
  | IServiceAccount
  | IStatefulSet;
type Kind = Manifest["kind"];
export type Labels = Record<string, string>;

/** What pods are made of. */
export interface PodTemplate {
  /** Of what makes them. */
  name: string;
  labels: Labels;
  manifest: IDeployment | IStatefulSet | ICronJob;
  pod: IPodSpec;
  /** Each pod has one. */
  container: IContainer;
}

/** A Deployment or StatefulSet: it runs all the time. */
export interface Workload extends PodTemplate {
  kind: "Deployment" | "StatefulSet";
  /** Of its own; a HorizontalPodAutoscaler may say otherwise. */
  replicas: number;
  manifest: IDeployment | IStatefulSet;
}

export function ofKind<K extends Kind>(manifests: Manifest[], kind: K): Extract<Manifest, { kind: K }>[] {
  return manifests.filter((manifest): manifest is Extract<Manifest, { kind: K }> => manifest.kind === kind);
}

export function nameOf({ metadata }: Manifest): string {
  return metadata?.name ?? "";
}

/** @throws Error for a pod of more or less than one container */
export function workloads(manifests: Manifest[]): Workload[] {
  return [...ofKind(manifests, "Deployment"), ...ofKind(manifests, "StatefulSet")].map((manifest) => {
    const { kind, spec } = manifest;
    return { ...podTemplate(nameOf(manifest), spec?.template), kind, replicas: spec?.replicas ?? 1, manifest };
  });
}

/** What runs all the time, and what runs now and then. @throws Error for a pod of more or less than one container */
export function podTemplates(manifests: Manifest[]): PodTemplate[] {
  const jobs = ofKind(manifests, "CronJob").map((manifest) => ({
    ...podTemplate(nameOf(manifest), manifest.spec?.jobTemplate.spec?.template),
    manifest,
  }));
  return [...workloads(manifests), ...jobs];
}

function podTemplate(name: string, template: IPodTemplateSpec | undefined): Omit<PodTemplate, "manifest"> {
  const { metadata: { labels = {} } = {}, spec: pod } = template ?? {};
  const [container, ...others] = pod?.containers ?? [];
  if (pod === undefined || container === undefined || others.length > 0) {
    throw new Error(`${name} must have one container`);
  }
  return { name, labels, pod, container };
}

/** @throws Error when there is none of this name */
export function workload(manifests: Manifest[], name: string): Workload {
  const found = workloads(manifests).find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** An empty selector selects everything. @throws Error for an operator that no manifest uses so far */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== "In") throw new Error(`the operator ${operator} is not known here`);
      return values.includes(labels[key] ?? "");
    })
  );
}
