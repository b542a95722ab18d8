import {
  type Backbone,
  ensureStream,
  messageWork,
  type NatsConfig,
  retry,
  withTraceHeaders,
} from "@gridwatch/backbone";
import {
  decodeInsightBatch,
  encodeInsightBatch,
  INSIGHTS_STREAM,
  type Insight,
  type InsightBatch,
  insightSubject,
} from "@gridwatch/contracts";
import { inSpan, type Logger } from "@gridwatch/service-kit";
import { JetStreamApiCodes, JetStreamApiError, type StoredMsg } from "@nats-io/jetstream";
import type { Position } from "./position.js";

/** How far a shard has been scored, of which stream. */
export interface Scored {
  position: Position;
  streamCreated: number;
}

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
  async open(): Promise<Scored | undefined> {
    const { jsm } = this.backbone;
    await ensureStream(jsm, INSIGHTS_STREAM, this.config);
    const last = await this.last();
    if (last === null) return undefined;
    this.lastSeq = last.seq;
    const scored = scoredBy(last);
    if (scored === undefined)
      this.logger.warn({ shard: this.shard, seq: last.seq }, "what was published last is no insight");
    return scored;
  }

  /** Resolves with what stands in the stream. @throws ShardLost */
  async publish(position: Position, streamCreated: number, insights: Insight[]): Promise<Uint8Array> {
    const { seq, rows } = position;
    const batch: InsightBatch = {
      v: 1,
      position: seq,
      ...(rows === undefined ? {} : { rows }),
      streamCreated,
      insights,
    };
    const bytes = encodeInsightBatch(batch);
    this.lastSeq = await inSpan(messageWork("send", this.subject), () => this.publishUntilSafe(bytes, position));
    return bytes;
  }

  private publishUntilSafe(bytes: Uint8Array, position: Position): Promise<number> {
    return retry(() => this.publishOnce(bytes, position), {
      firstMs: 100,
      longestMs: 2_000,
      signal: this.stop,
      isFinal: (error) => error instanceof ShardLost,
      onFailure: (error) => this.logger.warn({ err: error, shard: this.shard }, "publishing insights again later"),
    });
  }

  private async publishOnce(bytes: Uint8Array, position: Position): Promise<number> {
    const { js } = this.backbone;
    try {
      const expect = { lastSubjectSequence: this.lastSeq };
      const headers = withTraceHeaders();
      const options = { expect, timeout: 5_000, ...(headers === undefined ? {} : { headers }) };
      return (await js.publish(this.subject, bytes, options)).seq;
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamWrongLastSequence)
        throw error;
      // Perhaps it is this very batch, whose acknowledgement was lost.
      const last = await this.last();
      const scored = last === null ? undefined : scoredBy(last)?.position;
      if (last !== null && scored?.seq === position.seq && scored.rows === position.rows) return last.seq;
      throw new ShardLost(this.shard);
    }
  }

  private last(): Promise<StoredMsg | null> {
    return this.backbone.jsm.streams.getMessage(INSIGHTS_STREAM.name, { last_by_subj: this.subject });
  }
}

/** `undefined` for what is no batch: then the shard begins anew. */
function scoredBy({ data }: StoredMsg): Scored | undefined {
  try {
    const { position, rows, streamCreated } = decodeInsightBatch(data);
    return { position: { seq: position, ...(rows === undefined ? {} : { rows }) }, streamCreated };
  } catch {
    return undefined;
  }
}
