import { type LoadedModel, loadModel, type ModelPackage } from "@gridwatch/models";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { Aliases } from "../registry/aliases.js";
import { Gates } from "../registry/gates.js";
import { PackageStore } from "../registry/package-store.js";
import { ActiveModel } from "./active-model.js";

/** The model whose scores count. */
@Injectable()
export class Champion extends ActiveModel<LoadedModel> {
  constructor(
    @Inject(Gates) private readonly gates: Gates,
    @Inject(Aliases) aliases: Aliases,
    @Inject(PackageStore) packages: PackageStore,
    @Inject(LOGGER) logger: Logger,
  ) {
    super("anomaly", "champion", aliases, packages, logger);
  }

  protected async load(pkg: ModelPackage): Promise<LoadedModel> {
    // On this machine too, which need not be the one where it was uploaded; and not in this process, which has units to score.
    await this.gates.pass(pkg);
    const model = await loadModel(pkg);
    // The first run takes longer than those after it.
    await model.run(Float32Array.from(pkg.manifest.golden.input), 1);
    return model;
  }
}
