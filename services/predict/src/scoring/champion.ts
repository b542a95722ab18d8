import { type ModelAlias, modelId } from "@gridwatch/contracts";
import { type LoadedModel, loadModel, type ModelPackage } from "@gridwatch/models";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { Aliases } from "../registry/aliases.js";
import { Gates } from "../registry/gates.js";
import { ModelHistory } from "../registry/model-history.js";
import { PackageStore } from "../registry/package-store.js";
import { ActiveModel } from "./active-model.js";

/** The model whose scores count. */
@Injectable()
export class Champion extends ActiveModel<LoadedModel> {
  constructor(
    @Inject(Gates) private readonly gates: Gates,
    @Inject(ModelHistory) private readonly history: ModelHistory,
    @Inject(Aliases) aliases: Aliases,
    @Inject(PackageStore) packages: PackageStore,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super("anomaly", "champion", aliases, packages, log);
  }

  protected async load(pkg: ModelPackage): Promise<LoadedModel> {
    // On this machine too, which need not be the one where it was uploaded; and not in this process, which has units to score.
    await this.gates.pass(pkg);
    const model = await loadModel(pkg);
    // The first run takes longer than those after it.
    await model.run(Float32Array.from(pkg.manifest.golden.input), 1);
    return model;
  }

  /** Whoever activated it was answered long ago: the history tells. */
  protected override async noteGivenUp(model: ModelAlias, why: Error): Promise<void> {
    const { kind } = this;
    const event = { action: "activate", kind, model: modelId(model), outcome: "refused", detail: why.message } as const;
    const order = { by: "gridwatch", reason: "a replica brings it into use" };
    await this.history
      .add({ v: 1, at: Date.now(), ...event, ...order })
      .catch((error: unknown) => this.log.warn({ err: error }, "the history does not say that a model was given up"));
  }
}
