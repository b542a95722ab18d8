import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { Drifts } from "./drift/drifts.js";
import { Forecaster } from "./forecast/forecaster.js";
import { PredictCounts } from "./scoring/predict-counts.js";
import { ShardHost } from "./scoring/shard-host.js";
import { Shadow } from "./shadow/shadow.js";

/** What is counted in plain numbers becomes metrics when somebody asks. */
@Injectable()
export class PredictMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(PredictCounts) private readonly counts: PredictCounts,
    @Inject(ShardHost) private readonly host: ShardHost,
    @Inject(Shadow) private readonly shadow: Shadow,
    @Inject(Forecaster) private readonly forecaster: Forecaster,
    @Inject(Drifts) private readonly drifts: Drifts,
  ) {}

  onModuleInit(): void {
    const { counts, host, shadow, drifts } = this;
    this.gauge("shards", "Shards of TELEMETRY that this replica scores", () => host.shards);
    this.gauge("units", "Units that this replica scores", () => host.units);
    this.gauge("swap_pause_longest_seconds", "The longest time a shard stood still for another model", () => {
      return counts.longestSwapPauseMs / 1_000;
    });
    this.counter("insights_published_total", "Insights that stand on the backbone", () => counts.published);
    this.counter("windows_scored_total", "Windows that went through a model", () => counts.scored);
    this.counter("model_swaps_total", "Times that a shard went over to another model", () => counts.swaps);
    this.counter("readings_late_total", "Readings that came when no window saw their step any more", () => counts.late);
    this.counter("readings_unwatched_total", "Readings of units beyond the limit", () => counts.unwatched);
    this.counter("unreadable_batches_total", "Messages that are no batch of readings", () => counts.unreadableBatches);
    this.forecasts();
    this.counter("shadow_shed_total", "Messages that the shadow was not given, having too many waiting", () => {
      return shadow.current?.shed ?? 0;
    });
    this.counter("shadow_windows_scored_total", "Windows that went through the shadow", () => {
      return shadow.current?.findings?.windows ?? 0;
    });
    this.counter("shadow_model_seconds_total", "Time spent in calls of the shadow, in its process", () => {
      return shadow.current?.findings?.seconds ?? 0;
    });
    this.gauge("drift_steps", "Steps of this replica that its drift is of", () => drifts.ofThisReplica()?.steps ?? 0);
    new Gauge({
      name: "gridwatch_predict_drift_psi",
      help: "Population stability index of what the model sees against its training, on this replica: absent while it is not known",
      labelNames: ["feature"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { feature, psi } of drifts.ofThisReplica()?.inputs ?? [])
          if (psi !== null) this.set({ feature }, psi);
      },
    });
    new Gauge({
      name: "gridwatch_predict_drift_score_psi",
      help: "The same of the score: absent while it is not known",
      registers: [this.registry],
      collect() {
        const psi = drifts.ofThisReplica()?.score.psi ?? undefined;
        // To reset it would make it 0.
        if (psi === undefined) this.remove();
        else this.set(psi);
      },
    });
    new Counter({
      name: "gridwatch_predict_shadow_steps_total",
      help: "Steps by what champion and shadow, each by its own threshold, made of them",
      labelNames: ["found"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [found, steps] of Object.entries(shadow.current?.findings?.steps ?? {})) this.inc({ found }, steps);
      },
    });
  }

  private forecasts(): void {
    const { forecaster } = this;
    new Counter({
      name: "gridwatch_predict_forecasts_total",
      help: "Failure forecasts that stand on the backbone",
      labelNames: ["reason"],
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc({ reason: "FORECAST" }, forecaster.made);
        this.inc({ reason: "INSUFFICIENT_DATA" }, forecaster.insufficient);
        this.inc({ reason: "OFF" }, forecaster.off);
      },
    });
    this.counter("forecast_failures_total", "Times that forecasting had to wait", () => forecaster.failed);
    this.counter("forecast_seconds_total", "Time spent on failure forecasts", () => forecaster.seconds);
    this.gauge("forecast_overdue_seconds", "For how long the unit that has waited longest has been due", () => {
      return forecaster.overdueSeconds;
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
