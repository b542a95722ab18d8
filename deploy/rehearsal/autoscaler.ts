import { cpuSeconds, parseMetrics } from "@gridwatch/testkit";
import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import type { Cluster } from "./cluster.js";
import { askedTogether, replicasFor, ScaleDecision } from "./scale-decision.js";

type Trigger = IScaledObject["spec"]["triggers"][number];

/** How many replicas a trigger asks for; `undefined` while its metric is not known. */
type Demand = () => Promise<number | undefined>;

export interface Step {
  /** Since it began to look. */
  atSeconds: number;
  replicas: number;
  /** Whether the metrics asked for it, and not what the rule falls back to without them. */
  byMetrics: boolean;
}

/** How a rule is fitted to a small machine and a short rehearsal. */
export interface Scale {
  /** What its times are divided by. */
  times: number;
  /** What its CPU is divided by. */
  cores: number;
  /** At most so many replicas, whatever its own ceiling. */
  ceiling: number;
}

/**
 * Scales one workload as KEDA and the horizontal autoscaler would: by the largest demand of its triggers, within floor and ceiling,
 * down only when a whole window agrees, and then by one pod a period.
 */
export class Autoscaler {
  readonly steps: Step[] = [];
  /** As KEDA's annotation `paused-replicas`: so many, whatever the metrics ask for, until it is `undefined` again. */
  pausedAt: number | undefined;
  private readonly demands: Demand[];
  private readonly decision: ScaleDecision;
  private readonly begun = performance.now();

  constructor(
    private readonly cluster: Pick<Cluster, "workload" | "metricsTexts">,
    private readonly rule: IScaledObject,
    readonly scale: Scale,
  ) {
    const { triggers, maxReplicaCount = 100, advanced } = rule.spec;
    this.demands = triggers.map((trigger) => this.demandOf(trigger));
    const { stabilizationWindowSeconds = 300, policies = [] } =
      advanced?.horizontalPodAutoscalerConfig?.behavior?.scaleDown ?? {};
    const shortened = (seconds: number) => (seconds * 1_000) / scale.times;
    this.decision = new ScaleDecision({
      floor: this.floor,
      ceiling: Math.min(maxReplicaCount, scale.ceiling),
      windowMs: shortened(stabilizationWindowSeconds),
      podsDown: policies[0]?.value ?? Number.POSITIVE_INFINITY,
      periodMs: shortened(policies[0]?.periodSeconds ?? 0),
    });
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
    const { replicas, byMetrics } = await this.wanted();
    if (replicas === this.replicas) return;
    const atSeconds = Math.round((performance.now() - this.begun) / 1_000);
    this.steps.push({ atSeconds, replicas, byMetrics });
    await this.cluster.workload(this.workload).scale(replicas);
  }

  private async wanted(): Promise<Pick<Step, "replicas" | "byMetrics">> {
    if (this.pausedAt !== undefined) return { replicas: this.pausedAt, byMetrics: false };
    // A horizontal autoscaler leaves alone what has no replicas: KEDA brings the first ones.
    if (this.replicas === 0) return { replicas: this.floor, byMetrics: false };
    const demands = await Promise.all(this.demands.map((demand) => demand()));
    const asked = askedTogether(demands, this.replicas, this.rule.spec.fallback?.replicas);
    return {
      replicas: this.decision.next(this.replicas, asked, performance.now()),
      byMetrics: !demands.includes(undefined),
    };
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
      return replicasFor(cores, coresEach, this.replicas);
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
      const total = aggregate === "max" ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0);
      return replicasFor(total, each, this.replicas);
    };
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
