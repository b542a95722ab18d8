import { type Backbone, FeedConsumer, type FeedSubscription, type JsMsg, retry } from "@gridwatch/backbone";
import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import type { Logger } from "@gridwatch/service-kit";

/** Of each of 16 shards. With 200, as others have of their one feed, a backlog of 1,000,000 readings took predict to 478 MB, with these to 336. */
const MESSAGES_AHEAD = 25;

/** How a shard is read. */
export interface ShardReading {
  shard: number;
  replay: FeedSubscription["replay"];
  take: (message: JsMsg) => Promise<void>;
  /** Whether reading cannot go on after it. */
  isFinal: (error: unknown) => boolean;
  onFinal: (error: unknown) => void;
}

/** Reads the messages of one shard in order, again and again where the backbone fails, until it is told to stop. */
export class ShardFeed {
  private readonly stopping = new AbortController();
  private readonly feed: FeedConsumer;
  private readonly feeding: Promise<void>;

  /** @param held aborts when the shard is held no longer */
  constructor(
    { backbone, logger }: { backbone: Backbone; logger: Logger },
    held: AbortSignal,
    { shard, replay, take, isFinal, onFinal }: ShardReading,
  ) {
    this.feed = new FeedConsumer(
      { kind: "feed", stream: TELEMETRY_STREAM, replay, subject: telemetrySubject(shard), ahead: MESSAGES_AHEAD },
      take,
      (stuck) => logger.error({ shard, stuck }, "reading makes no progress"),
    );
    const signal = AbortSignal.any([held, this.stopping.signal]);
    this.feeding = retry(() => this.feed.run(backbone), {
      firstMs: 250,
      longestMs: 5_000,
      signal,
      isFinal,
      onFailure: (error) => logger.warn({ err: error, shard }, "reading again later"),
    }).catch((error: unknown) => {
      if (!signal.aborted) onFinal(error);
    });
  }

  /** Resolves with the last message that the stream held at the start, once it has been taken. */
  get caughtUp(): Promise<number> {
    return this.feed.caughtUp;
  }

  /** Messages of the shard that have not been taken; `undefined` while it is not read. @throws JetStreamApiError */
  pending(): Promise<number | undefined> {
    return this.feed.pending();
  }

  /** It is not begun again. */
  stop(): void {
    this.stopping.abort();
  }

  /** Resolves when no message is in work. */
  async end(): Promise<void> {
    this.stop();
    this.feed.close();
    await this.feeding;
  }
}
