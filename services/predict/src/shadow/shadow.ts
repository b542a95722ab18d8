import type { ModelPackage } from "@gridwatch/models";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { PredictConfig } from "../config.js";
import { Aliases } from "../registry/aliases.js";
import { PackageStore } from "../registry/package-store.js";
import { ActiveModel } from "../scoring/active-model.js";
import { ShadowModel } from "./shadow-model.js";

/** The model that scores beside the champion, unheard. */
@Injectable()
export class Shadow extends ActiveModel<ShadowModel> {
  constructor(
    @Inject(PredictConfig) private readonly config: PredictConfig,
    @Inject(Aliases) aliases: Aliases,
    @Inject(PackageStore) packages: PackageStore,
    @Inject(LOGGER) logger: Logger,
  ) {
    super("anomaly", "shadow", aliases, packages, logger);
  }

  override async onModuleDestroy(): Promise<void> {
    await super.onModuleDestroy();
    await this.current?.dispose();
  }

  /** Without the gates: it passed them when it became the shadow, and a process of its own is what they would be for. */
  protected async load(pkg: ModelPackage): Promise<ShadowModel> {
    const { batchWindows, maxUnitsPerShard, silentAfterMs } = this.config;
    const model = await ShadowModel.begin(pkg, { batchWindows, maxUnitsPerShard, silentAfterMs });
    model.onEnd = (why) => this.lost(model, why);
    return model;
  }
}
