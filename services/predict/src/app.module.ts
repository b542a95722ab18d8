import { BackboneModule } from "@gridwatch/backbone";
import { TelemetryStoreModule } from "@gridwatch/telemetry-store";
import { Module } from "@nestjs/common";
import { DriftController } from "./drift/drift.controller.js";
import { Drifts } from "./drift/drifts.js";
import { Forecaster } from "./forecast/forecaster.js";
import { RiskChampion } from "./forecast/risk-champion.js";
import { ModelMetrics } from "./model.metrics.js";
import { PredictMetrics } from "./predict.metrics.js";
import { Aliases } from "./registry/aliases.js";
import { DefaultModels } from "./registry/default-models.js";
import { Gates } from "./registry/gates.js";
import { ModelHistory } from "./registry/model-history.js";
import { ModelsController } from "./registry/models.controller.js";
import { PackageStore } from "./registry/package-store.js";
import { Registry } from "./registry/registry.js";
import { SpeedBudget } from "./registry/speed-budget.js";
import { Champion } from "./scoring/champion.js";
import { PredictCounts } from "./scoring/predict-counts.js";
import { ShardMetrics } from "./scoring/shard.metrics.js";
import { ShardHost } from "./scoring/shard-host.js";
import { Comparisons } from "./shadow/comparisons.js";
import { ShadowController } from "./shadow/shadow.controller.js";
import { Shadow } from "./shadow/shadow.js";

@Module({
  imports: [BackboneModule, TelemetryStoreModule],
  controllers: [ModelsController, ShadowController, DriftController],
  providers: [
    PackageStore,
    Aliases,
    ModelHistory,
    Gates,
    SpeedBudget,
    Registry,
    DefaultModels,
    PredictCounts,
    Champion,
    Shadow,
    Comparisons,
    Drifts,
    ShardHost,
    RiskChampion,
    Forecaster,
    PredictMetrics,
    ModelMetrics,
    ShardMetrics,
  ],
})
export class AppModule {}
