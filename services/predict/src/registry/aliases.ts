import { BackboneConnection, followKeys, NatsConfig, openBucket } from "@gridwatch/backbone";
import {
  aliasKey,
  MODEL_ALIASES_BUCKET,
  type ModelAlias,
  type ModelAliasName,
  type ModelEvent,
  type ModelKind,
} from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import type { KV } from "@nats-io/kv";
import { Inject, Injectable } from "@nestjs/common";

/** A value of the bucket: what is done is written with what is to be told of it, so that neither is lost alone. */
interface StoredAlias extends ModelAlias {
  /** What was done, until it is known to stand in the history. After `deactivate` nothing stands under the alias. */
  untold?: ModelEvent;
}

/** What stands under an alias, and the revision that a change must build on. */
export interface AliasEntry {
  model: ModelAlias | undefined;
  untold: ModelEvent | undefined;
  /** 0 when it was never set. */
  revision: number;
}

/** Somebody else has set the alias since it was read. */
export class AliasChanged extends Error {
  constructor(key: string) {
    super(`${key} has been changed by somebody else in the meantime`);
    this.name = "AliasChanged";
  }
}

/** Which package is the champion and which its shadow: the same for all replicas. */
@Injectable()
export class Aliases {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async read(kind: ModelKind, alias: ModelAliasName): Promise<AliasEntry> {
    const entry = await (await this.bucket()).get(aliasKey(kind, alias));
    if (entry === null) return { model: undefined, untold: undefined, revision: 0 };
    const { revision } = entry;
    if (entry.operation !== "PUT") return { model: undefined, untold: undefined, revision };
    const { name, version, hash, untold } = entry.json<StoredAlias>();
    return { model: untold?.action === "deactivate" ? undefined : { name, version, hash }, untold, revision };
  }

  /**
   * @param untold what is to be told of it; `settle` when it stands in the history
   * @returns the new revision
   * @throws AliasChanged
   */
  async set(
    kind: ModelKind,
    alias: ModelAliasName,
    model: ModelAlias,
    revision: number,
    untold?: ModelEvent,
  ): Promise<number> {
    const value: StoredAlias = { ...model, ...(untold === undefined ? {} : { untold }) };
    const json = JSON.stringify(value);
    return this.change(kind, alias, revision, (bucket, key) =>
      revision === 0 ? bucket.create(key, json) : bucket.update(key, json, revision),
    );
  }

  /** Nothing stands under it any more. @throws AliasChanged */
  async clear(kind: ModelKind, alias: ModelAliasName, revision: number): Promise<void> {
    await this.change(kind, alias, revision, (bucket, key) => bucket.delete(key, { previousSeq: revision }));
  }

  /** What was done there has been told. Where somebody has gone on meanwhile, there is nothing to settle. */
  async settle(kind: ModelKind, alias: ModelAliasName, { model, revision }: AliasEntry): Promise<void> {
    const settled = model === undefined ? this.clear(kind, alias, revision) : this.set(kind, alias, model, revision);
    await settled.catch((error: unknown) => {
      if (!(error instanceof AliasChanged)) throw error;
    });
  }

  private async change<T>(
    kind: ModelKind,
    alias: ModelAliasName,
    revision: number,
    change: (bucket: KV, key: string) => Promise<T>,
  ): Promise<T> {
    const key = aliasKey(kind, alias);
    try {
      return await change(await this.bucket(), key);
    } catch (error) {
      const now = await this.read(kind, alias);
      if (now.revision !== revision) throw new AliasChanged(key);
      throw error;
    }
  }

  /** Calls `onChange` whenever the alias may have changed, once at the start among them, until `stop` aborts. */
  async follow(kind: ModelKind, alias: ModelAliasName, onChange: () => void, stop: AbortSignal): Promise<void> {
    const key = aliasKey(kind, alias);
    const tell = (changed: string) => {
      if (changed === key) onChange();
    };
    const follower = {
      onKey: tell,
      onKeyGone: tell,
      onCaughtUp: onChange,
      onProblem: (error: unknown) => this.logger.warn({ err: error }, "model aliases cannot be followed at the moment"),
    };
    const { connection, config } = this;
    await followKeys({ connection, config }, MODEL_ALIASES_BUCKET, follower, stop);
  }

  private async bucket(): Promise<KV> {
    return openBucket(await this.connection.ready(), MODEL_ALIASES_BUCKET, this.config);
  }
}
