import { type LoadedModel, loadModel, type ModelPackage } from "@gridwatch/models";
import { RiskPlan } from "@gridwatch/scoring";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { Aliases } from "../registry/aliases.js";
import { Gates } from "../registry/gates.js";
import { PackageStore } from "../registry/package-store.js";
import { ActiveModel } from "../scoring/active-model.js";

/** A failure-risk model, and what it takes. */
export interface RiskModel {
  readonly manifest: LoadedModel["manifest"];
  readonly engine: string;
  readonly model: LoadedModel;
  readonly plan: RiskPlan;
  dispose(): Promise<void>;
}

/** The failure-risk model whose forecasts count. */
@Injectable()
export class RiskChampion extends ActiveModel<RiskModel> {
  constructor(
    @Inject(Gates) private readonly gates: Gates,
    @Inject(Aliases) aliases: Aliases,
    @Inject(PackageStore) packages: PackageStore,
    @Inject(LOGGER) logger: Logger,
  ) {
    super("failure-risk", "champion", aliases, packages, logger);
  }

  protected async load(pkg: ModelPackage): Promise<RiskModel> {
    const { manifest } = pkg;
    const plan = new RiskPlan(manifest);
    await this.gates.pass(pkg);
    const model = await loadModel(pkg);
    return { manifest, engine: model.engine, model, plan, dispose: () => model.dispose() };
  }
}
