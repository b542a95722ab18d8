import type { ModelAlias, ModelAliasName, ModelKind } from "@gridwatch/contracts";
import { modelId } from "@gridwatch/contracts";
import type { ModelManifest, ModelPackage } from "@gridwatch/models";
import type { Logger } from "@gridwatch/service-kit";
import type { OnModuleDestroy, OnModuleInit } from "@nestjs/common";
import type { Aliases } from "../registry/aliases.js";
import type { PackageStore } from "../registry/package-store.js";

const RETRY_MS = 5_000;

/** A model in use, wherever it runs. */
export interface ActiveModelInUse {
  readonly manifest: ModelManifest;
  readonly engine: string;
  dispose(): Promise<void>;
}

/**
 * The model of a kind under an alias, in use. Whoever uses it is told of each change and says when it has let go of the
 * one before, which only then is disposed of. A package that cannot be loaded here leaves the one before in its place.
 */
export abstract class ActiveModel<T extends ActiveModelInUse> implements OnModuleInit, OnModuleDestroy {
  current: T | undefined;
  /** Why what stands under the alias is not in use here. */
  problem: string | undefined;
  /** Whether it is known that nothing stands under the alias; until it was looked, and while a package cannot be loaded, it is not. */
  none = false;
  private alias: ModelAlias | undefined;
  private looked = false;
  private readonly stopping = new AbortController();
  private following: Promise<void> | undefined;
  private change: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private use: (model: T | undefined) => Promise<void> = async () => {};

  protected constructor(
    readonly kind: ModelKind,
    readonly name: ModelAliasName,
    private readonly aliases: Aliases,
    private readonly packages: PackageStore,
    private readonly logger: Logger,
  ) {}

  protected abstract load(pkg: ModelPackage): Promise<T>;

  onModuleInit(): void {
    this.following = this.aliases.follow(this.kind, this.name, () => this.look(), this.stopping.signal);
    this.following.catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.logger.error({ err: error }, `the ${this.said} cannot be followed`);
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.retry);
    this.stopping.abort();
    await this.following?.catch(() => undefined);
    await this.change;
  }

  /** @param use resolves when nothing uses the model before any more */
  onChange(use: (model: T | undefined) => Promise<void>): void {
    this.use = use;
  }

  /** One change after the other. */
  private look(): void {
    clearTimeout(this.retry);
    this.change = this.change
      .then(() => this.follow())
      .catch((error: unknown) => {
        this.problem = (error as Error).message;
        this.logger.error({ err: error }, `the ${this.said} cannot be used; the model before stays`);
        if (!this.stopping.signal.aborted) this.retry = setTimeout(() => this.look(), RETRY_MS);
      });
  }

  private async follow(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { model: alias } = await this.aliases.read(this.kind, this.name);
    this.none = alias === undefined;
    // Whoever uses it is told at the start too that there is none.
    if (this.looked && alias?.hash === this.alias?.hash) {
      this.problem = undefined;
      return;
    }
    const next = alias === undefined ? undefined : await this.load(await this.packages.read(alias));
    const before = this.current;
    this.current = next;
    this.alias = alias;
    this.looked = true;
    this.problem = undefined;
    await this.use(next);
    await before?.dispose();
    this.logger.info(
      { model: alias === undefined ? "none" : modelId(alias), engine: next?.engine },
      `${this.said} in use`,
    );
  }

  /** The model has ended by itself: it is begun anew after a while, if it still stands under the alias. */
  protected lost(model: T, why: Error): void {
    if (this.current !== model || this.stopping.signal.aborted) return;
    this.current = undefined;
    this.alias = undefined;
    this.problem = why.message;
    this.logger.error({ err: why }, `the ${this.said} has ended`);
    this.retry = setTimeout(() => this.look(), RETRY_MS);
  }

  private get said(): string {
    return `${this.kind} ${this.name}`;
  }
}
