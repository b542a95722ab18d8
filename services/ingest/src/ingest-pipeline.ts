import {
  ACCOUNT_HEADERS,
  DEVICE_ID_PATTERN,
  type DeadLetter,
  type DeadLetterReason,
  encodeTelemetryBatch,
  type StreamSpec,
  shardOf,
  TELEMETRY_STREAM,
  telemetrySubject,
} from "@gridwatch/contracts";
import { inNewTrace, type Work } from "@gridwatch/service-kit";
import type { MetricAliases, PlausibleRanges } from "./config-tables.js";
import { deadLettersOf, letterId, type Rejection } from "./dead-letters.js";
import { describe } from "./decoders/metrics-check.js";
import { decodePayload } from "./decoders/payload.decoder.js";
import type { ReadingSink } from "./decoders/reading-sink.js";
import { IngestCounts } from "./ingest-counts.js";
import { ReceiptClock } from "./receipt-clock.js";
import { ShardBatch } from "./shard-batch.js";
import { parseTimestamp } from "./timestamp.js";
import { parseTopic } from "./topic.js";

/** Resolves when the backbone holds what it was given. */
export interface Publisher {
  publish(stream: StreamSpec, subject: string, payload: Uint8Array, headers: Record<string, string>): Promise<void>;
  /** @param id under which it stands once, however often it is published within two minutes */
  publishDeadLetter(letter: DeadLetter, id: string | undefined): Promise<void>;
}

/** Decides whether readings are taken from a device. */
export interface DeviceAdmission {
  /** Why not; `undefined` when they are. */
  refusalOf(device: string): { reason: DeadLetterReason; detail: string } | undefined;
}

export interface PipelineOptions {
  topicPrefix: string;
  aliases: MetricAliases;
  plausible: PlausibleRanges;
  retentionMs: number;
  maxAheadMs: number;
  batchReadings: number;
  batchMs: number;
}

/** The messages received between two flushes. */
export interface MessageGroup {
  /** What `receive` was given for each message, in the order of receipt. */
  tokens: readonly number[];
  /** Their payloads' size together. */
  bytes: number;
}

export interface GroupListener {
  /** The backbone holds everything these messages carried. Called group after group, in the order of receipt. */
  onSafe(group: MessageGroup): void;
  /** Some of it cannot be put there, and nobody will try again. */
  onFailed(group: MessageGroup, error: unknown): void;
  /** Names a message while it is received: by the same name when it is delivered again; `undefined` when it never is. */
  nameOf(token: number): string | undefined;
}

/** This share of a batch's readings within its time. */
const FILLS_FAST = 0.2;

const TOO_MANY_WITHOUT = "it has no timestamp, and more came without one than there are milliseconds";

/** Turns messages into batches on the backbone, and says when the backbone holds them. */
export class IngestPipeline implements ReadingSink {
  readonly counts = new IngestCounts();
  private readonly clock: ReceiptClock;
  private open = new Map<number, ShardBatch>();
  private readings = 0;
  private work: Promise<void>[] = [];
  private tokens: number[] = [];
  private bytes = 0;
  private previous: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  // The message being decoded: fields, so that a reading costs no object of its own.
  private device = "";
  private shard = 0;
  private now = 0;
  /** The time of the next reading without one, in a replay. */
  private replayAt: number | undefined;
  private accepted = 0;
  private rejections: Rejection[] = [];

  constructor(
    private readonly publisher: Publisher,
    private readonly options: PipelineOptions,
    private readonly listener: GroupListener,
    private readonly devices: DeviceAdmission,
  ) {
    this.clock = new ReceiptClock(options.maxAheadMs);
  }

  /**
   * @param token stands for the message when the listener hears of its group
   * @param replayAt of a dead letter that is taken in again: the first of the milliseconds that its readings were given then
   */
  receive(topic: string, payload: Buffer, token: number, replayAt?: number): void {
    this.now = Date.now();
    this.device = "";
    this.replayAt = replayAt;
    this.accepted = 0;
    this.rejections = [];
    try {
      this.decode(topic, payload);
    } catch (error) {
      // A fault of ours: the message must not come back and meet it again for ever.
      this.reject("unknown_shape", `it cannot be decoded: ${(error as Error).message}`, undefined);
    }
    this.counts.received += this.accepted + this.rejections.length;
    if (this.rejections.length > 0) {
      const at = this.replayAt ?? this.timeOfLetters(topic);
      for (const letter of deadLettersOf(topic, payload, this.accepted, this.rejections, at)) {
        this.bury(letter, token);
      }
    }
    this.readings += this.accepted + this.rejections.length;
    this.pass(payload, token);
  }

  /** Takes in a batch as it is, for its shard. */
  receiveBatch(shard: number, payload: Buffer, readings: number, token: number): void {
    this.counts.received += readings;
    this.readings += readings;
    this.publishBatch(shard, payload, readings);
    this.pass(payload, token);
  }

  /** Lets a message take its turn without looking into it. */
  pass(payload: Buffer, token: number): void {
    this.tokens.push(token);
    this.bytes += payload.length;
    if (this.readings >= this.options.batchReadings) this.flush();
    else this.timer ??= setTimeout(() => this.due(), this.options.batchMs);
  }

  /** A batch that fills fast may wait as long again: a replica that takes a part of the load then publishes batches no smaller than one that takes it all. */
  private due(): void {
    if (this.readings < this.options.batchReadings * FILLS_FAST) this.flush();
    else this.timer = setTimeout(() => this.flush(), this.options.batchMs);
  }

  /** Publishes what has come together so far. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.tokens.length === 0) return;
    for (const [shard, batch] of this.open) this.publish(shard, batch);
    const { work } = this;
    const group = { tokens: this.tokens, bytes: this.bytes };
    this.open = new Map();
    this.readings = 0;
    this.work = [];
    this.tokens = [];
    this.bytes = 0;
    const own = Promise.all(work);
    this.previous = this.previous
      .then(() => own)
      .then(
        () => this.listener.onSafe(group),
        (error) => this.listener.onFailed(group, error),
      );
  }

  /** Readings received and neither published nor among the dead letters yet, counted where they are. */
  get heldReadings(): number {
    let waiting = 0;
    for (const batch of this.open.values()) waiting += batch.rows;
    return waiting + this.counts.underWay;
  }

  /** Publishes what is left and resolves when nothing is under way. */
  async drain(): Promise<void> {
    this.flush();
    await this.previous;
  }

  accept(timestamp: unknown, metrics: Record<string, number>, part: unknown): void {
    let time = timestamp === undefined ? (this.replayAt ?? this.now) : parseTimestamp(timestamp);
    if (time === undefined) return this.reject("timestamp_invalid", `timestamp is ${describe(timestamp)}`, part);
    if (time > this.now + this.options.maxAheadMs) {
      return this.reject("timestamp_ahead", `${time - this.now} ms ahead`, part);
    } else if (time < this.now - this.options.retentionMs) {
      return this.reject("timestamp_expired", `${this.now - time} ms old`, part);
    }
    // Once a message, and only for one that can be used: garbage makes no device known.
    if (this.accepted === 0) {
      const refusal = this.devices.refusalOf(this.device);
      if (refusal !== undefined) return this.reject(refusal.reason, refusal.detail, part);
    }
    if (this.replayAt !== undefined) this.replayAt++;
    else if (timestamp === undefined) {
      time = this.clock.next(this.device, this.now);
      if (time === undefined) return this.reject("timestamp_ahead", TOO_MANY_WITHOUT, part);
    }
    let batch = this.open.get(this.shard);
    if (batch === undefined) {
      batch = new ShardBatch(this.options.plausible);
      this.open.set(this.shard, batch);
    }
    if (batch.add(this.device, time, this.now, metrics)) this.counts.suspect++;
    this.accepted++;
    if (batch.full) {
      this.open.delete(this.shard);
      this.publish(this.shard, batch);
    }
  }

  reject(reason: DeadLetterReason, detail: string, part: unknown): void {
    this.rejections.push({ reason, detail, part });
  }

  /** Where no millisecond of their own is left, the last that may be given: it is the least likely to be a reading's already. */
  private timeOfLetters(topic: string): number {
    const { now, options, rejections } = this;
    return this.clock.reserve(this.device || topic, now, rejections.length) ?? now + options.maxAheadMs;
  }

  private decode(text: string, payload: Buffer): void {
    const topic = parseTopic(text, this.options.topicPrefix);
    if (topic === undefined)
      return this.reject("topic", `${this.options.topicPrefix}{device}/{word} expected`, undefined);
    if (!DEVICE_ID_PATTERN.test(topic.device)) {
      return this.reject("device_id", `device ${JSON.stringify(topic.device.slice(0, 100))}`, undefined);
    }
    this.device = topic.device;
    this.shard = shardOf(topic.device);
    decodePayload(payload, topic, this.options.aliases, this);
  }

  private publish(shard: number, batch: ShardBatch): void {
    const { rows, begunAt } = batch;
    this.publishBatch(shard, encodeTelemetryBatch(batch.build()), rows, begunAt);
  }

  private publishBatch(shard: number, payload: Uint8Array, readings: number, begunAt = Date.now()): void {
    const headers = { [ACCOUNT_HEADERS.readings]: String(readings) };
    const published = inNewTrace(batchWork(this.options.topicPrefix, readings, begunAt), () =>
      this.publisher.publish(TELEMETRY_STREAM, telemetrySubject(shard), payload, headers),
    ).then(() => {
      this.counts.published += readings;
    });
    this.track(published, readings);
  }

  private bury(letter: DeadLetter, token: number): void {
    const name = this.listener.nameOf(token);
    const id = name === undefined ? undefined : letterId(letter, name);
    const published = this.publisher.publishDeadLetter(letter, id).then(() => {
      this.counts.addDeadLettered(letter.reason, letter.readings);
    });
    this.track(published, letter.readings);
  }

  /** A failure is reported when its group's turn comes; until then it must not count as unhandled. */
  private track(published: Promise<void>, readings: number): void {
    const { counts } = this;
    counts.underWay += readings;
    const settled = published.then(
      () => {
        counts.underWay -= readings;
      },
      (error) => {
        counts.underWay -= readings;
        counts.failed += readings;
        throw error;
      },
    );
    settled.catch(() => {});
    this.work.push(settled);
  }
}

/** Of taking in what makes a batch, from its first message until the backbone holds it (docs/adr/0032). */
function batchWork(topicPrefix: string, readings: number, begunAt: number): Work {
  const topics = `${topicPrefix}{device}/{word}`;
  return {
    name: `receive ${topics}`,
    kind: "CONSUMER",
    attributes: {
      "messaging.system": "mqtt",
      "messaging.operation.type": "receive",
      "messaging.operation.name": "receive",
      "messaging.destination.template": topics,
      "gridwatch.readings": readings,
    },
    startTime: begunAt,
  };
}
