import { type Backbone, ensureStream, type NatsConfig, retry } from "@gridwatch/backbone";
import {
  decodeInsightBatch,
  encodeInsightBatch,
  INSIGHTS_STREAM,
  type Insight,
  type InsightBatch,
  insightSubject,
} from "@gridwatch/contracts";
import type { Logger } from "@gridwatch/service-kit";
import { JetStreamApiError } from "@nats-io/jetstream";

/** JetStream's error code for a message that was to follow another than the last one. */
const WRONG_LAST_SEQUENCE = 10071;

/** Another replica has gone on with the shard. */
export class ShardLost extends Error {
  constructor(shard: number) {
    super(`another replica scores shard ${shard}`);
    this.name = "ShardLost";
  }
}

/**
 * Where the insights of one shard go. Each batch names the one it follows, so that of two replicas that both take a shard
 * for their own only one gets through, and says how far it goes, so that whoever comes next goes on right there.
 */
export class InsightChannel {
  private readonly subject: string;
  private lastSeq = 0;

  constructor(
    private readonly backbone: Backbone,
    private readonly config: NatsConfig,
    private readonly shard: number,
    private readonly stop: AbortSignal,
    private readonly logger: Logger,
  ) {
    this.subject = insightSubject(shard);
  }

  /** How far the shard has been scored; `undefined` when it never was. */
  async open(): Promise<Pick<InsightBatch, "position" | "streamCreated"> | undefined> {
    const { jsm } = this.backbone;
    await ensureStream(jsm, INSIGHTS_STREAM, this.config);
    const last = await jsm.streams.getMessage(INSIGHTS_STREAM.name, { last_by_subj: this.subject });
    if (last === null) return undefined;
    this.lastSeq = last.seq;
    return decodeInsightBatch(last.data);
  }

  /** Resolves when the batch stands in the stream. @throws ShardLost */
  async publish(position: number, streamCreated: number, insights: Insight[]): Promise<void> {
    const bytes = encodeInsightBatch({ v: 1, position, streamCreated, insights });
    this.lastSeq = await retry(() => this.publishOnce(bytes, position), {
      firstMs: 100,
      longestMs: 2_000,
      signal: this.stop,
      isFinal: (error) => error instanceof ShardLost,
      onFailure: (error) => this.logger.warn({ err: error, shard: this.shard }, "publishing insights again later"),
    });
  }

  private async publishOnce(bytes: Uint8Array, position: number): Promise<number> {
    const { js, jsm } = this.backbone;
    try {
      const expect = { lastSubjectSequence: this.lastSeq };
      return (await js.publish(this.subject, bytes, { expect, timeout: 5_000 })).seq;
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== WRONG_LAST_SEQUENCE) throw error;
      // Perhaps it is this very batch, whose acknowledgement was lost.
      const last = await jsm.streams.getMessage(INSIGHTS_STREAM.name, { last_by_subj: this.subject });
      if (last !== null && decodeInsightBatch(last.data).position === position) return last.seq;
      throw new ShardLost(this.shard);
    }
  }
}
