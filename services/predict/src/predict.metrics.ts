import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { ActiveModel } from "./scoring/active-model.js";
import { PredictCounts } from "./scoring/predict-counts.js";
import { ShardHost } from "./scoring/shard-host.js";

/** What is counted in plain numbers becomes metrics when somebody asks. */
@Injectable()
export class PredictMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(PredictCounts) private readonly counts: PredictCounts,
    @Inject(ShardHost) private readonly host: ShardHost,
    @Inject(ActiveModel) private readonly active: ActiveModel,
  ) {}

  onModuleInit(): void {
    const { counts, host, active, registry } = this;
    this.gauge("shards", "Shards of TELEMETRY that this replica scores", () => host.shards);
    this.gauge("units", "Units that this replica scores", () => host.units);
    this.gauge("swap_pause_longest_seconds", "The longest time a shard stood still for another model", () => {
      return counts.longestSwapPauseMs / 1_000;
    });
    this.counter("insights_published_total", "Insights that stand on the backbone", () => counts.published);
    this.counter("windows_scored_total", "Windows that went through a model", () => counts.scored);
    this.counter("model_calls_total", "Calls of a model, each for a batch of windows", () => counts.modelCalls);
    this.counter("model_seconds_total", "Time spent in calls of a model", () => counts.modelSeconds);
    this.counter("model_swaps_total", "Times that a shard went over to another model", () => counts.swaps);
    this.counter("readings_late_total", "Readings of a step that was concluded before they came", () => counts.late);
    this.counter("readings_unwatched_total", "Readings of units beyond the limit", () => counts.unwatched);
    this.counter("unreadable_batches_total", "Messages that are no batch of readings", () => counts.unreadableBatches);
    new Gauge({
      name: "gridwatch_predict_model",
      help: "The model in use: always 1",
      labelNames: ["name", "version", "engine"],
      registers: [registry],
      collect() {
        this.reset();
        const model = active.current;
        if (model === undefined) return;
        const { name, version } = model.manifest;
        this.set({ name, version, engine: model.engine }, 1);
      },
    });
  }

  private gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `gridwatch_predict_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  private counter(name: string, help: string, value: () => number): void {
    new Counter({
      name: `gridwatch_predict_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
}
