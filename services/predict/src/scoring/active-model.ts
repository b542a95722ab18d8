import type { ModelAlias, ModelAliasName, ModelKind } from "@gridwatch/contracts";
import { modelId } from "@gridwatch/contracts";
import type { ModelManifest, ModelPackage } from "@gridwatch/models";
import type { Logger } from "@gridwatch/service-kit";
import type { OnModuleDestroy, OnModuleInit } from "@nestjs/common";
import type { Aliases } from "../registry/aliases.js";
import type { PackageStore } from "../registry/package-store.js";
import { NotTakenOver } from "./hand-over.js";

const RETRY_MS = 5_000;

/** A model in use, wherever it runs. */
export interface ActiveModelInUse {
  readonly manifest: ModelManifest;
  readonly engine: string;
  dispose(): Promise<void>;
}

/** Another one was put under the alias before this one was in use. */
class Overtaken extends Error {
  constructor(said: string) {
    super(`another ${said} is asked for`);
    this.name = "Overtaken";
  }
}

/**
 * The model of a kind under an alias, in use. Whoever uses it is told of each change and says when it has let go of the
 * one before, which only then is disposed of. A package that cannot be loaded here, or cannot take over, leaves the one
 * before in its place; one that is not asked for any more is not waited for.
 */
export abstract class ActiveModel<T extends ActiveModelInUse> implements OnModuleInit, OnModuleDestroy {
  /** The one before, while another is on its way. */
  current: T | undefined;
  /** Why what stands under the alias is not in use here. */
  problem: string | undefined;
  /** Models that were given up, as they could not take over. */
  givenUp = 0;
  private alias: ModelAlias | undefined;
  private looked = false;
  /** How often the alias may have changed. */
  private looks = 0;
  /** What was given up last, and up to which look that is the answer. */
  private tooSlow: { hash: string; look: number } | undefined;
  private coming: { hash: string | undefined; overtaken: AbortController } | undefined;
  private readonly stopping = new AbortController();
  private following: Promise<void> | undefined;
  private change: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private use: (model: T | undefined, unless?: AbortSignal) => Promise<void> = async () => {};

  protected constructor(
    readonly kind: ModelKind,
    readonly name: ModelAliasName,
    private readonly aliases: Aliases,
    private readonly packages: PackageStore,
    private readonly logger: Logger,
  ) {}

  protected abstract load(pkg: ModelPackage): Promise<T>;

  /** It was given up, and is not tried again before the alias is set again. */
  protected async noteGivenUp(_model: ModelAlias, _why: Error): Promise<void> {}

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

  /**
   * @param use resolves when nothing uses the model before any more. Where it throws, as it may when `unless` aborts, it
   * is told to use the one before again, without a way out
   */
  onChange(use: (model: T | undefined, unless?: AbortSignal) => Promise<void>): void {
    this.use = use;
  }

  /** One change after the other; what is on its way and not wanted any more ends first. */
  private look(): void {
    clearTimeout(this.retry);
    const look = ++this.looks;
    this.overtake().catch((error: unknown) => this.logger.warn({ err: error }, `the ${this.said} cannot be read`));
    this.change = this.change.then(() => this.follow(look)).catch((error: Error) => this.stay(error));
  }

  private async overtake(): Promise<void> {
    const { coming } = this;
    if (coming === undefined) return;
    const { model } = await this.aliases.read(this.kind, this.name);
    if (model?.hash !== coming.hash) coming.overtaken.abort(new Overtaken(this.said));
  }

  private async follow(look: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { model: alias } = await this.aliases.read(this.kind, this.name);
    // What was read may be old already: another look follows.
    if (look !== this.looks) return;
    // Whoever uses it is told at the start too that there is none.
    if (this.looked && alias?.hash === this.alias?.hash) {
      this.problem = undefined;
      return;
    }
    // It was asked for once more while it was tried.
    if (alias !== undefined && alias.hash === this.tooSlow?.hash && look <= this.tooSlow.look) return;
    const overtaken = new AbortController();
    this.coming = { hash: alias?.hash, overtaken };
    try {
      await this.replaceBy(alias, overtaken.signal);
    } catch (error) {
      if (!overtaken.signal.aborted) throw error;
      this.logger.info({ model: saidOf(alias) }, `not brought into use: another ${this.said} is asked for`);
    } finally {
      this.coming = undefined;
    }
  }

  private async replaceBy(alias: ModelAlias | undefined, overtaken: AbortSignal): Promise<void> {
    const next = alias === undefined ? undefined : await this.loadUnless(overtaken, alias);
    try {
      // At the start there is none before that could go on.
      await this.use(next, this.looked ? overtaken : undefined);
    } catch (error) {
      await this.use(this.current);
      await next?.dispose();
      if (alias !== undefined && isTooSlow(error)) {
        this.givenUp++;
        this.tooSlow = { hash: alias.hash, look: this.looks };
        await this.noteGivenUp(alias, error);
      }
      throw error;
    }
    const before = this.current;
    this.current = next;
    this.alias = alias;
    this.looked = true;
    this.problem = undefined;
    await before?.dispose();
    this.logger.info({ model: saidOf(alias), engine: next?.engine }, `${this.said} in use`);
  }

  /** What has been loaded when nobody waits for it any more is disposed of. */
  private async loadUnless(overtaken: AbortSignal, alias: ModelAlias): Promise<T> {
    const loading = this.packages.read(alias).then((pkg) => this.load(pkg));
    const ended = new Promise<never>((_, reject) => {
      overtaken.addEventListener("abort", () => reject(overtaken.reason), { once: true });
    });
    try {
      return await Promise.race([loading, ended]);
    } catch (error) {
      if (overtaken.aborted) loading.then((model) => model.dispose()).catch(() => undefined);
      throw error;
    }
  }

  private stay(error: Error): void {
    this.problem = error.message;
    this.logger.error({ err: error }, `the ${this.said} cannot be used; the model before stays`);
    if (this.stopping.signal.aborted || isTooSlow(error)) return;
    this.retry = setTimeout(() => this.look(), RETRY_MS);
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

  /** Whether another one is on its way into use. */
  get swapping(): boolean {
    return this.coming !== undefined;
  }

  private get said(): string {
    return `${this.kind} ${this.name}`;
  }
}

function saidOf(alias: ModelAlias | undefined): string {
  return alias === undefined ? "none" : modelId(alias);
}

function isTooSlow(error: unknown): error is NotTakenOver {
  return error instanceof NotTakenOver && error.wasTooSlow;
}
