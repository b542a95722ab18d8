import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { retry } from "@gridwatch/backbone";
import { modelId } from "@gridwatch/contracts";
import { packArchive, readPackageFolder } from "@gridwatch/models";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { PredictConfig } from "../config.js";
import { AliasChanged, Aliases } from "./aliases.js";
import { PackageStore, UnknownModel } from "./package-store.js";
import { type Order, Registry } from "./registry.js";

const ORDER: Order = { by: "gridwatch", reason: "comes with this version of the platform" };

/**
 * Puts the packages that come with the platform into the registry. One becomes the champion of its kind only when that kind
 * never had one: what people have chosen, nothing among it, stays.
 */
@Injectable()
export class DefaultModels implements OnModuleInit, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private offering: Promise<void> | undefined;
  private readonly problems: string[] = [];

  constructor(
    @Inject(PredictConfig) private readonly config: PredictConfig,
    @Inject(Registry) private readonly registry: Registry,
    @Inject(PackageStore) private readonly packages: PackageStore,
    @Inject(Aliases) private readonly aliases: Aliases,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const problem = () => (this.problems.length === 0 ? undefined : this.problems.join("; "));
    this.readiness.register("models of the platform", problem, { needed: false });
    this.offering = this.offerAll();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.offering;
  }

  private async offerAll(): Promise<void> {
    const { modelsDir } = this.config;
    await this.untilDone("what was done with models is told later", () => this.registry.tellUntold());
    const entries = await readdir(modelsDir, { withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(modelsDir, name));
    if (folders.length === 0) this.logger.info({ modelsDir }, "no model packages come with the platform");
    for (const folder of folders.sort()) {
      await this.untilDone(`the model package ${folder} is offered again later`, () => this.offer(folder));
    }
  }

  /** The version that is stored stays what it is: what comes with the platform under its name is not used. */
  private warnOfOtherBytes(model: string, stored: string, shipped: string): void {
    this.problems.push(`${model} comes with the platform with other contents than those stored: raise its version`);
    this.logger.warn({ model, stored, shipped }, "a model that comes with the platform is not the one that is stored");
  }

  private async untilDone(failing: string, work: () => Promise<void>): Promise<void> {
    await retry(work, {
      firstMs: 500,
      longestMs: 10_000,
      signal: this.stopping.signal,
      onFailure: (error) => this.logger.warn({ err: error }, failing),
    }).catch(() => undefined);
  }

  private async offer(folder: string): Promise<void> {
    const pkg = await readPackageFolder(folder);
    const { name, version, kind } = pkg.manifest;
    const known = await this.packages.find(name, version).catch((error: unknown) => {
      if (error instanceof UnknownModel) return undefined;
      throw error;
    });
    if (known === undefined) await this.registry.upload(await packArchive(pkg), ORDER);
    else if (known.hash !== pkg.hash) this.warnOfOtherBytes(modelId(pkg.manifest), known.hash, pkg.hash);
    const { model: champion, revision } = await this.aliases.read(kind, "champion");
    if (champion?.name === name && champion.version !== version) {
      const said = "another version of the champion comes with the platform: it waits to be activated";
      this.logger.info({ champion: modelId(champion), shipped: modelId({ name, version }) }, said);
    }
    if (revision > 0) return;
    try {
      await this.registry.point("champion", name, version, ORDER);
      this.logger.info({ model: modelId({ name, version }) }, "a model that comes with the platform is the champion");
    } catch (error) {
      // Another replica, or somebody, was quicker.
      if (!(error instanceof AliasChanged)) throw error;
    }
  }
}
