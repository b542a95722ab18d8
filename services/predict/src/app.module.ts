import { BackboneModule } from "@gridwatch/backbone";
import { Module } from "@nestjs/common";
import { PredictMetrics } from "./predict.metrics.js";
import { Aliases } from "./registry/aliases.js";
import { DefaultModels } from "./registry/default-models.js";
import { ModelHistory } from "./registry/model-history.js";
import { ModelsController } from "./registry/models.controller.js";
import { PackageStore } from "./registry/package-store.js";
import { Registry } from "./registry/registry.js";
import { Champion } from "./scoring/champion.js";
import { PredictCounts } from "./scoring/predict-counts.js";
import { ShardHost } from "./scoring/shard-host.js";
import { Comparisons } from "./shadow/comparisons.js";
import { ShadowController } from "./shadow/shadow.controller.js";
import { Shadow } from "./shadow/shadow.js";

@Module({
  imports: [BackboneModule],
  controllers: [ModelsController, ShadowController],
  providers: [
    PackageStore,
    Aliases,
    ModelHistory,
    Registry,
    DefaultModels,
    PredictCounts,
    Champion,
    Shadow,
    Comparisons,
    ShardHost,
    PredictMetrics,
  ],
})
export class AppModule {}
