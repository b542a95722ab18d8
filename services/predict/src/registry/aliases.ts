import { BackboneConnection, followKeys, NatsConfig, openBucket } from "@gridwatch/backbone";
import {
  aliasKey,
  MODEL_ALIASES_BUCKET,
  type ModelAlias,
  type ModelAliasName,
  type ModelKind,
} from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import type { KV } from "@nats-io/kv";
import { Inject, Injectable } from "@nestjs/common";

/** What stands under an alias, and the revision that a change must build on. */
export interface AliasEntry {
  model: ModelAlias | undefined;
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
    if (entry === null) return { model: undefined, revision: 0 };
    return { model: entry.operation === "PUT" ? entry.json<ModelAlias>() : undefined, revision: entry.revision };
  }

  /** @param model `undefined`: nothing stands under it any more. @throws AliasChanged */
  async set(kind: ModelKind, alias: ModelAliasName, model: ModelAlias | undefined, revision: number): Promise<void> {
    const bucket = await this.bucket();
    const key = aliasKey(kind, alias);
    try {
      if (model === undefined) await bucket.delete(key, { previousSeq: revision });
      else if (revision === 0) await bucket.create(key, JSON.stringify(model));
      else await bucket.update(key, JSON.stringify(model), revision);
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
