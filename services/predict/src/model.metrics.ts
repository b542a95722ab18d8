import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { RiskChampion } from "./forecast/risk-champion.js";
import { Gates } from "./registry/gates.js";
import type { ActiveModelInUse } from "./scoring/active-model.js";
import { Champion } from "./scoring/champion.js";
import { PredictCounts } from "./scoring/predict-counts.js";
import { Shadow } from "./shadow/shadow.js";

/** Which models are in use, what keeps one from it, and how long they take. */
@Injectable()
export class ModelMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(Champion) private readonly champion: Champion,
    @Inject(RiskChampion) private readonly riskChampion: RiskChampion,
    @Inject(Shadow) private readonly shadow: Shadow,
    @Inject(Gates) private readonly gates: Gates,
    @Inject(PredictCounts) private readonly counts: PredictCounts,
  ) {}

  onModuleInit(): void {
    const { champion, riskChampion, shadow, gates } = this;
    const registers = [this.registry];
    this.model("model", "The model in use: always 1", champion);
    this.model("risk_model", "The failure-risk model in use: always 1", riskChampion);
    this.model("shadow_model", "The model that scores in the shadow: always 1", shadow);
    new Gauge({
      name: "gridwatch_predict_model_unusable",
      help: "1 while what stands under an alias cannot be used on this replica, else 0",
      labelNames: ["kind", "alias"],
      registers,
      collect() {
        for (const { kind, name, problem } of [champion, riskChampion, shadow])
          this.set({ kind, alias: name }, problem === undefined ? 0 : 1);
      },
    });
    new Gauge({
      name: "gridwatch_predict_model_swapping",
      help: "1 while another model is on its way into use on this replica, else 0",
      registers,
      collect() {
        this.set(champion.swapping ? 1 : 0);
      },
    });
    new Counter({
      name: "gridwatch_predict_model_swaps_given_up_total",
      help: "Models that did not catch up with the one in use, which went on",
      registers,
      collect() {
        this.reset();
        this.inc(champion.givenUp);
      },
    });
    new Counter({
      name: "gridwatch_predict_gate_failures_total",
      help: "Packages that failed a gate, when they were uploaded, activated or loaded",
      labelNames: ["gate"],
      registers,
      collect() {
        this.reset();
        for (const [gate, failures] of gates.failures) this.inc({ gate }, failures);
      },
    });
    const inference = new Histogram({
      name: "gridwatch_predict_inference_duration_seconds",
      help: "Time of one call of a model, for a batch of windows",
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    this.counts.onModelCall = (seconds) => inference.observe(seconds);
  }

  private model(metric: string, help: string, active: { readonly current: ActiveModelInUse | undefined }): void {
    new Gauge({
      name: `gridwatch_predict_${metric}`,
      help,
      labelNames: ["name", "version", "engine"],
      registers: [this.registry],
      collect() {
        this.reset();
        const model = active.current;
        if (model === undefined) return;
        const { name, version } = model.manifest;
        this.set({ name, version, engine: model.engine }, 1);
      },
    });
  }
}
