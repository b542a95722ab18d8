import { setTimeout as delay } from "node:timers/promises";
import { type Backbone, FeedConsumer, type JsMsg, type NatsConfig, retry } from "@gridwatch/backbone";
import { decodeTelemetryBatch, TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import type { LoadedModel, ModelManifest } from "@gridwatch/models";
import type { Logger } from "@gridwatch/service-kit";
import { InsightChannel, ShardLost } from "./insight-channel.js";
import { isBefore, type Position } from "./position.js";
import type { PredictCounts } from "./predict-counts.js";
import { type Scorer, ScoringRun } from "./scoring-run.js";
import { stepsAtOnce } from "./shard-scorer.js";

/** Messages read back for a model to warm up on, beyond the time that its manifest asks for. */
const WARM_UP_FACTOR = 1.25;

/** How often it is looked whether a model that warms up has caught up. */
const CATCH_UP_POLL_MS = 20;

/** What the shards of a replica have in common. */
export interface ShardContext {
  backbone: Backbone;
  config: NatsConfig;
  counts: PredictCounts;
  logger: Logger;
  scorerOf: (model: LoadedModel) => Scorer;
  /** Who is to have what the champion has, now; they are given the messages' bytes. */
  shadow: () => ShadowFeed | undefined;
}

/** May never hold up who calls it. */
export interface ShadowFeed {
  readings(shard: number, bytes: Uint8Array): void;
  insights(bytes: Uint8Array): void;
  forget(shard: number): void;
}

/** A model on its way through the shard's messages. */
interface Following {
  run: ScoringRun;
  /** Rejects when it cannot go on. */
  feeding: Promise<void>;
  end: (reason: Error) => Promise<void>;
}

/**
 * Scores one shard for as long as this replica holds it. Where to begin stands in what was published last; a model warms up
 * on the readings before that, unheard, and so does the one that takes its place.
 */
export class Shard {
  private current: Following | undefined;
  private streamCreated = 0;
  /** The last message that a shadow was offered: two models that follow the shard at once come by the same. */
  private offeredUpTo = 0;
  private readonly channel: InsightChannel;
  private readonly over = new AbortController();
  private readonly signal: AbortSignal;
  private failed: (error: unknown) => void = () => {};
  private change: Promise<void> = Promise.resolve();

  constructor(
    private readonly shard: number,
    private readonly context: ShardContext,
    held: AbortSignal,
  ) {
    this.signal = AbortSignal.any([held, this.over.signal]);
    this.channel = new InsightChannel(context.backbone, context.config, shard, this.signal, context.logger);
  }

  /** Resolves when it is held no longer. @throws when it has to be begun anew */
  async score(model: LoadedModel | undefined): Promise<void> {
    const failure = new Promise<never>((_, reject) => {
      this.failed = reject;
    });
    const ended = new Promise<void>((resolve) => {
      this.signal.addEventListener("abort", () => resolve(), { once: true });
      if (this.signal.aborted) resolve();
    });
    try {
      await Promise.race([this.use(model).then(() => ended), failure, ended]);
    } finally {
      this.over.abort();
      await this.change.catch(() => undefined);
      await this.current?.end(new Error("the shard is given up"));
      this.context.shadow()?.forget(this.shard);
    }
  }

  /** Resolves when the model before is not used any more. */
  use(model: LoadedModel | undefined): Promise<void> {
    this.change = this.change
      .then(() => this.replace(model))
      .catch((error: unknown) => {
        if (!this.signal.aborted) this.failed(error);
      });
    return this.change;
  }

  private async replace(model: LoadedModel | undefined): Promise<void> {
    if (this.signal.aborted) return;
    if (model === undefined) {
      const { current } = this;
      this.current = undefined;
      await current?.run.hold();
      await current?.run.switchOff();
      await current?.end(new Error("no model is active"));
      return;
    }
    this.current = this.current === undefined ? await this.begin(model) : await this.handOver(this.current, model);
  }

  private async begin(model: LoadedModel): Promise<Following> {
    const { jsm } = this.context.backbone;
    const { created, state } = await jsm.streams.info(TELEMETRY_STREAM.name);
    this.streamCreated = Date.parse(created);
    const known = await this.channel.open();
    // A shard that was never scored begins now: what is past is past.
    const position = known?.streamCreated === this.streamCreated ? known.position : { seq: state.last_seq };
    const following = this.follow(model, position, await this.receivedAt(position.seq));
    following.run.goLive(position);
    return following;
  }

  /** The next model catches up unheard, then takes over between two batches, exactly where the one before stops. */
  private async handOver(before: Following, model: LoadedModel): Promise<Following> {
    const { handedOnUpTo } = before.run;
    const next = this.follow(model, handedOnUpTo, await this.receivedAt(handedOnUpTo.seq));
    try {
      await this.until(() => next.run.hasReached(before.run.position));
      await next.run.hold();
      // The next one may be ahead by what it has just read; the one before still goes on.
      await this.until(() => !isBefore(before.run.position, next.run.position));
      const paused = performance.now();
      await before.end(new Error("another model has taken over"));
      next.run.goLive(before.run.handedOnUpTo);
      next.run.release();
      this.context.counts.swapped(performance.now() - paused);
      return next;
    } catch (error) {
      await next.end(new Error("it was not needed"));
      throw error;
    }
  }

  /** @param position readings up to here, received at `receivedAt` (epoch milliseconds), are warmed up on */
  private follow(model: LoadedModel, position: Position, receivedAt: number): Following {
    const { counts, scorerOf, shadow, backbone, logger } = this.context;
    const run = new ScoringRun(scorerOf(model), stepsAtOnce(model.manifest), async (position, insights) => {
      const bytes = await this.channel.publish(position, this.streamCreated, insights);
      shadow()?.insights(bytes);
      counts.published += insights.length;
    });
    const feed = new FeedConsumer(
      {
        kind: "feed",
        stream: TELEMETRY_STREAM,
        replay: {
          since: new Date(Math.max(0, receivedAt - warmUpMs(model.manifest))),
          seq: position.rows === undefined ? position.seq + 1 : position.seq,
        },
        subject: telemetrySubject(this.shard),
      },
      (message) => this.take(run, message),
      (stuck) => logger.error({ shard: this.shard, stuck }, "reading makes no progress"),
    );
    feed.caughtUp.then((seq) => run.reach(seq));
    const stop = new AbortController();
    const signal = AbortSignal.any([this.signal, stop.signal]);
    const feeding = retry(() => feed.run(backbone), {
      firstMs: 250,
      longestMs: 5_000,
      signal,
      isFinal: (error) => error instanceof ShardLost || run.failed,
      onFailure: (error) => logger.warn({ err: error, shard: this.shard }, "reading again later"),
    }).catch((error: unknown) => {
      if (!signal.aborted) this.failed(error);
    });
    const end = async (reason: Error): Promise<void> => {
      stop.abort();
      await run.end(reason);
      feed.close();
      await feeding;
    };
    return { run, feeding, end };
  }

  private async take(run: ScoringRun, { seq, data }: JsMsg): Promise<void> {
    let readings: ReturnType<typeof decodeTelemetryBatch>;
    try {
      readings = decodeTelemetryBatch(data);
    } catch {
      // Storage buries it.
      this.context.counts.unreadableBatches++;
      return;
    }
    await run.take(seq, readings);
    if (seq <= this.offeredUpTo) return;
    this.offeredUpTo = seq;
    this.context.shadow()?.readings(this.shard, data);
  }

  /** When the message came, epoch milliseconds; 0, before all that the stream holds, if that one is gone. */
  private async receivedAt(seq: number): Promise<number> {
    if (seq === 0) return 0;
    const message = await this.context.backbone.jsm.streams.getMessage(TELEMETRY_STREAM.name, { seq });
    return message === null ? 0 : message.time.getTime();
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await delay(CATCH_UP_POLL_MS, undefined, { signal: this.signal });
  }
}

/** What a unit's window and what is learned of it take. */
function warmUpMs({ window, stepMs, calibration }: ModelManifest): number {
  return (window + (calibration?.learn ?? 0)) * stepMs * WARM_UP_FACTOR;
}
