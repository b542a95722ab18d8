import { setTimeout as delay } from "node:timers/promises";
import { BackboneConnection, ensureStream, Leases, NatsConfig, openBucket, readBucket } from "@gridwatch/backbone";
import { PREDICT_MEMBERS_BUCKET, TELEMETRY_STREAM } from "@gridwatch/contracts";
import type { LoadedModel } from "@gridwatch/models";
import { LOGGER, type Logger, Readiness, within } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { PredictConfig } from "../config.js";
import { Shadow } from "../shadow/shadow.js";
import { Champion } from "./champion.js";
import { PredictCounts } from "./predict-counts.js";
import type { SharedCore } from "./scoring-run.js";
import { Shard, type ShardLag } from "./shard.js";
import type { ShardContext } from "./shard-context.js";
import { ShardScorer } from "./shard-scorer.js";
import { fairShare, shareOut } from "./shard-share.js";

const LOOK_EVERY_MS = 1_000;

/** Who asks for the lag does not wait longer than this for the backbone. */
const LAG_WITHIN_MS = 1_000;

interface OwnedShard {
  shard: Shard;
  giveBack: AbortController;
}

/** Holds a fair share of the shards, and has them scored by the champion. */
@Injectable()
export class ShardHost implements OnModuleInit, OnModuleDestroy {
  private readonly owned = new Map<number, OwnedShard>();
  private readonly core: SharedCore = { heardAtWork: 0 };
  private readonly working = new Map<number, Promise<void>>();
  private readonly stopping = new AbortController();
  /** What shards that are taken from now on begin with; it may be on its way into use yet. */
  private model: LoadedModel | undefined | "unknown" = "unknown";
  private sharing: Promise<void> | undefined;
  private problem: string | undefined = "not started yet";
  /** Of TELEMETRY, which ingest makes anew when it is deleted later. */
  private streamIsThere = false;

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly nats: NatsConfig,
    @Inject(PredictConfig) private readonly config: PredictConfig,
    @Inject(Leases) private readonly leases: Leases,
    @Inject(Champion) private readonly champion: Champion,
    @Inject(Shadow) private readonly shadow: Shadow,
    @Inject(PredictCounts) private readonly counts: PredictCounts,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.readiness.register("sharing shards", () => this.problem);
    this.champion.onChange((model, unless) => this.switchTo(model, unless));
    this.sharing = this.share();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.sharing;
    await Promise.all(this.working.values());
  }

  get shards(): number {
    return this.owned.size;
  }

  owns(shard: number): boolean {
    return this.owned.has(shard);
  }

  get units(): number {
    let units = 0;
    for (const { shard } of this.owned.values()) units += shard.units;
    return units;
  }

  /** By shard that this replica holds; those of which it is not known are left out. */
  async lags(): Promise<Map<number, ShardLag>> {
    if (!this.connection.connected) return new Map();
    const asked = [...this.owned].map(async ([number, { shard }]) => {
      return [number, await within(LAG_WITHIN_MS, shard.lag()).catch(() => undefined)] as const;
    });
    return new Map((await Promise.all(asked)).filter((lag): lag is [number, ShardLag] => lag[1] !== undefined));
  }

  /**
   * One shard after the other: while a model warms up on one, the machine has the others to score once only.
   * @throws NotTakenOver, or why `unless` aborted: shards of which it was the turn by then use the model
   */
  private async switchTo(model: LoadedModel | undefined, unless?: AbortSignal): Promise<void> {
    this.model = model;
    for (const { shard } of [...this.owned.values()]) {
      unless?.throwIfAborted();
      await shard.use(model, unless);
    }
  }

  private async share(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.shareOnce();
        this.problem = undefined;
      } catch (error) {
        this.problem = (error as Error).message;
        this.logger.warn({ err: error }, "shards cannot be shared out at the moment");
      }
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    const backbone = await this.connection.ready().catch(() => undefined);
    if (backbone === undefined) return;
    const members = await openBucket(backbone, PREDICT_MEMBERS_BUCKET, this.nats).catch(() => undefined);
    await members?.delete(this.leases.holder).catch(() => undefined);
  }

  private async shareOnce(): Promise<void> {
    const backbone = await this.connection.ready();
    if (!this.streamIsThere) await ensureStream(backbone.jsm, TELEMETRY_STREAM, this.nats);
    this.streamIsThere = true;
    const bucket = await openBucket(backbone, PREDICT_MEMBERS_BUCKET, this.nats);
    await bucket.put(this.leases.holder, "");
    const members = await readBucket(backbone, bucket, PREDICT_MEMBERS_BUCKET);
    const { giveBack, tryToTake } = shareOut([...this.owned.keys()], members.length, Math.random);
    for (const shard of giveBack) this.owned.get(shard)?.giveBack.abort();
    for (const shard of tryToTake) {
      if (this.owned.size >= fairShare(members.length) || this.stopping.signal.aborted) break;
      await this.tryToTake(shard);
    }
  }

  /** Resolves when it is known whether it is ours. */
  private async tryToTake(shard: number): Promise<void> {
    if (this.working.has(shard)) return;
    const giveBack = new AbortController();
    const stop = AbortSignal.any([this.stopping.signal, giveBack.signal]);
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const working = this.leases
      .ifFree(`predict-${shard}`, stop, async (held) => {
        const scored = this.begin(shard, giveBack, held);
        answer();
        await scored;
      })
      .then(() => undefined)
      .catch((error: unknown) => {
        if (!stop.aborted) this.logger.warn({ err: error, shard }, "a shard is given back");
      })
      .finally(() => {
        this.working.delete(shard);
        answer();
      });
    this.working.set(shard, working);
    await answered;
  }

  private async begin(number: number, giveBack: AbortController, held: AbortSignal): Promise<void> {
    const context: ShardContext = {
      backbone: await this.connection.ready(),
      config: this.nats,
      core: this.core,
      counts: this.counts,
      logger: this.logger,
      scorerOf: (model) => new ShardScorer(model, this.config, this.counts),
      maxUnits: this.config.maxUnitsPerShard,
      keepStateEveryMs: this.config.keepStateEveryMs,
      silentAfterMs: this.config.silentAfterMs,
      handOverWithinMs: this.config.handOverWithinMs,
      shadow: () => this.shadow.current,
    };
    const shard = new Shard(number, context, held);
    this.owned.set(number, { shard, giveBack });
    try {
      await shard.score(this.model);
    } finally {
      this.owned.delete(number);
    }
  }
}
