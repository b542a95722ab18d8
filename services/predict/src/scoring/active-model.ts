import type { ModelAlias } from "@gridwatch/contracts";
import { modelId } from "@gridwatch/contracts";
import { type LoadedModel, loadModel, passGatesApart } from "@gridwatch/models";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { PredictConfig } from "../config.js";
import { Aliases } from "../registry/aliases.js";
import { PackageStore } from "../registry/package-store.js";

const RETRY_MS = 5_000;

/**
 * The champion among the anomaly models, loaded. Whoever uses it is told of each change and says when it has let go of the
 * one before, which only then is disposed of. A package that cannot be loaded here leaves the one before in its place.
 */
@Injectable()
export class ActiveModel implements OnModuleInit, OnModuleDestroy {
  current: LoadedModel | undefined;
  problem: string | undefined;
  private alias: ModelAlias | undefined;
  private readonly stopping = new AbortController();
  private following: Promise<void> | undefined;
  private change: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private use: (model: LoadedModel | undefined) => Promise<void> = async () => {};

  constructor(
    @Inject(PredictConfig) private readonly config: PredictConfig,
    @Inject(Aliases) private readonly aliases: Aliases,
    @Inject(PackageStore) private readonly packages: PackageStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.following = this.aliases.follow("anomaly", "champion", () => this.look(), this.stopping.signal);
    this.following.catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.logger.error({ err: error }, "the champion cannot be followed");
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.retry);
    this.stopping.abort();
    await this.following?.catch(() => undefined);
    await this.change;
  }

  /** @param use resolves when nothing uses the model before any more */
  onChange(use: (model: LoadedModel | undefined) => Promise<void>): void {
    this.use = use;
  }

  /** One change after the other. */
  private look(): void {
    clearTimeout(this.retry);
    this.change = this.change
      .then(() => this.follow())
      .catch((error: unknown) => {
        this.problem = (error as Error).message;
        this.logger.error({ err: error }, "the champion cannot be used; the model before stays");
        if (!this.stopping.signal.aborted) this.retry = setTimeout(() => this.look(), RETRY_MS);
      });
  }

  private async follow(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { model: alias } = await this.aliases.read("anomaly", "champion");
    if (alias?.hash === this.alias?.hash) return;
    const next = alias === undefined ? undefined : await this.load(alias);
    const before = this.current;
    this.current = next;
    this.alias = alias;
    this.problem = undefined;
    await this.use(next);
    await before?.dispose();
    this.logger.info({ model: alias === undefined ? "none" : modelId(alias), engine: next?.engine }, "champion in use");
  }

  private async load(alias: ModelAlias): Promise<LoadedModel> {
    const pkg = await this.packages.read(alias);
    // On this machine too, which need not be the one where it was uploaded; and not in this process, which has units to score.
    await passGatesApart(pkg, { windowsPerSecond: this.config.minWindowsPerSecond });
    const model = await loadModel(pkg);
    // The first run takes longer than those after it.
    await model.run(Float32Array.from(pkg.manifest.golden.input), 1);
    return model;
  }
}
