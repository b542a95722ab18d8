import { cpuSeconds, parseMetrics } from "@gridwatch/testkit";
import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import type { Cluster } from "./cluster.js";

/** A horizontal autoscaler leaves alone what is off by less. */
const TOLERANCE = 0.1;

type Trigger = IScaledObject["spec"]["triggers"][number];

/** How many replicas a trigger asks for; `undefined` while its metric is not known. */
type Demand = () => Promise<number | undefined>;

export interface Step {
  /** Since it began to look. */
  atSeconds: number;
  replicas: number;
}

/** What a rule's figures are divided by, so that a small machine and a short rehearsal come by them. */
export interface Scale {
  times: number;
  cores: number;
}

/**
 * Scales one workload as KEDA and the horizontal autoscaler would: by the largest demand of its triggers, within floor and ceiling,
 * down only when a whole window agrees, and then by one pod a period.
 */
export class Autoscaler {
  readonly steps: Step[] = [];
  private readonly demands: Demand[];
  private readonly recommended: { at: number; replicas: number }[] = [];
  private readonly begun = performance.now();
  private scaledDownAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly cluster: Cluster,
    private readonly rule: IScaledObject,
    private readonly scale: Scale,
  ) {
    this.demands = rule.spec.triggers.map((trigger) => this.demandOf(trigger));
  }

  get workload(): string {
    return this.rule.spec.scaleTargetRef.name;
  }

  get floor(): number {
    return this.rule.spec.minReplicaCount ?? 0;
  }

  /** The rule as it is written. */
  get text(): string {
    return this.rule.spec.triggers
      .map(({ type, metadata }) =>
        type === "cpu" ? `${metadata["value"]} of CPU each` : `\`${metadata["query"]}\`, ${metadata["threshold"]} each`,
      )
      .join(" or ");
  }

  get replicas(): number {
    return this.cluster.workload(this.workload).pods.length;
  }

  /** Looks once, and resolves when the workload has what it asks for. */
  async look(): Promise<void> {
    const wanted = await this.wanted();
    if (wanted === this.replicas) return;
    this.steps.push({ atSeconds: Math.round((performance.now() - this.begun) / 1_000), replicas: wanted });
    await this.cluster.workload(this.workload).scale(wanted);
  }

  private async wanted(): Promise<number> {
    const { minReplicaCount = 0, maxReplicaCount = 100, fallback, advanced } = this.rule.spec;
    const demands = await Promise.all(this.demands.map((demand) => demand()));
    const known = demands.filter((demand) => demand !== undefined);
    const asked = known.length === 0 ? (fallback?.replicas ?? this.replicas) : Math.max(...known);
    const now = performance.now();
    const recommendation = Math.min(maxReplicaCount, Math.max(minReplicaCount, asked));
    this.recommended.push({ at: now, replicas: recommendation });
    const down = advanced?.horizontalPodAutoscalerConfig?.behavior?.scaleDown;
    const windowMs = ((down?.stabilizationWindowSeconds ?? 300) * 1_000) / this.scale.times;
    const recent = this.recommended.filter(({ at }) => now - at <= windowMs).map(({ replicas }) => replicas);
    const stable = Math.max(recommendation, ...recent);
    if (stable >= this.replicas) return stable;
    const [policy] = down?.policies ?? [];
    const periodMs = ((policy?.periodSeconds ?? 15) * 1_000) / this.scale.times;
    if (now - this.scaledDownAt < periodMs) return this.replicas;
    this.scaledDownAt = now;
    return Math.max(stable, this.replicas - (policy?.value ?? 1));
  }

  /** @throws Error for a trigger that no rule uses so far */
  private demandOf(trigger: Trigger): Demand {
    const { type, metricType, metadata } = trigger;
    if (metricType !== "AverageValue") throw new Error(`a trigger of ${metricType} is not known here`);
    if (type === "cpu") return this.cpuDemand(coresOf(`${metadata["value"]}`) / this.scale.cores);
    if (type === "prometheus") return this.queryDemand(`${metadata["query"]}`, Number(metadata["threshold"]));
    throw new Error(`a trigger of the type ${type} is not known here`);
  }

  private cpuDemand(coresEach: number): Demand {
    const before = new Map<number, { at: number; seconds: number }>();
    return async () => {
      let cores = 0;
      for (const { pid } of this.cluster.workload(this.workload).pods) {
        const now = { at: performance.now(), seconds: cpuSecondsOf(pid) };
        const last = before.get(pid);
        before.set(pid, now);
        if (last !== undefined) cores += (now.seconds - last.seconds) / ((now.at - last.at) / 1_000);
      }
      return this.asked(cores, coresEach);
    };
  }

  private queryDemand(query: string, each: number): Demand {
    const [, aggregate, name, selector] = /^(max|sum)\((\w+)\{(.*)\}\)$/.exec(query) ?? [];
    if (name === undefined) throw new Error(`the query ${query} is not of a form known here`);
    const pairs = [...`${selector}`.matchAll(/(\w+)="([^"]*)"/g)].map(
      ([, key = "", value = ""]) => [key, value] as const,
    );
    // Prometheus adds where it asked.
    const labels = pairs.filter(([key]) => key !== "namespace");
    return async () => {
      const texts = await Promise.all(this.cluster.metricsTexts());
      const values = texts
        .flatMap(parseMetrics)
        .filter((sample) => sample.name === name && labels.every(([key, value]) => sample.labels[key] === value))
        .map(({ value }) => value);
      if (values.length === 0) return undefined;
      return this.asked(
        aggregate === "max" ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0),
        each,
      );
    };
  }

  private asked(total: number, each: number): number {
    const ratio = total / (each * this.replicas);
    return Math.abs(ratio - 1) <= TOLERANCE ? this.replicas : Math.ceil(total / each);
  }
}

/** Zero of a process that has just ended. */
function cpuSecondsOf(pid: number): number {
  try {
    return cpuSeconds(pid);
  } catch {
    return 0;
  }
}

function coresOf(quantity: string): number {
  return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) / 1_000 : Number(quantity);
}
