import { setTimeout as delay } from "node:timers/promises";
import type { Backbone, JsMsg } from "@gridwatch/backbone";
import { decodeDeviceTimes, STORAGE_CONSUMER, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { DeliverPolicy } from "@nats-io/jetstream";
import type { DirtyMinutes } from "./dirty-minutes.js";

/** Asked for, and buffered, ahead of being read. */
const PULL_MESSAGES = 200;

/** How often it is looked whether a message's readings are in the database by now. */
const LOOK_EVERY_MS = 500;

/**
 * Reads TELEMETRY once more, in order and only as far as everything is stored, and notes which minutes of which devices each
 * message touches.
 */
export class StoredReadingsFollower {
  /** Everything up to this message is noted. */
  lastSeq: number;
  private lastTime = 0;
  private isAtEnd = false;
  private storedSeq = 0;
  private missed = false;

  constructor(
    private readonly backbone: Backbone,
    private readonly dirty: DirtyMinutes,
    afterSeq: number,
  ) {
    this.lastSeq = afterSeq;
  }

  /** What the stream took in before this, epoch milliseconds, is noted. */
  position(now: number): number {
    return this.isAtEnd ? now : this.lastTime;
  }

  /** Whether messages were gone before they could be read, since this was last asked. */
  takeMissed(): boolean {
    const { missed } = this;
    this.missed = false;
    return missed;
  }

  /** Reads until `signal` aborts. @throws when the stream is gone or cannot be reached for long */
  async run(signal: AbortSignal): Promise<void> {
    const { js } = this.backbone;
    const consumer = await js.consumers.get(TELEMETRY_STREAM.name, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.lastSeq + 1,
    });
    this.isAtEnd = (await consumer.info(true)).num_pending === 0;
    const messages = await consumer.consume({ max_messages: PULL_MESSAGES, expires: 5_000 });
    const stop = () => messages.stop();
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) stop();
      const gone = this.watch(messages);
      for await (const message of messages) {
        if (signal.aborted) break;
        await this.note(message, signal);
      }
      if (!signal.aborted) throw new Error(`following ${TELEMETRY_STREAM.name} ended: ${await gone}`);
    } finally {
      signal.removeEventListener("abort", stop);
      messages.stop();
    }
  }

  private async note(message: JsMsg, signal: AbortSignal): Promise<void> {
    this.isAtEnd = false;
    while (this.dirty.isFull || !(await this.isStored(message.seq))) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
    // Every message of the stream is ours to read, so that a number left out is a message that is gone.
    if (message.seq !== this.lastSeq + 1) this.missed = true;
    try {
      this.dirty.add(decodeDeviceTimes(message.data), message.seq, Date.now());
    } catch {
      // Unreadable: none of it was stored (it is buried by whoever stores).
    }
    this.lastSeq = message.seq;
    this.lastTime = message.time.getTime();
    this.isAtEnd = message.info.pending === 0;
  }

  private async isStored(seq: number): Promise<boolean> {
    if (seq <= this.storedSeq) return true;
    const { ack_floor } = await this.backbone.jsm.consumers.info(TELEMETRY_STREAM.name, STORAGE_CONSUMER);
    this.storedSeq = ack_floor.stream_seq;
    return seq <= this.storedSeq;
  }

  private async watch(
    messages: Awaited<ReturnType<Awaited<ReturnType<Backbone["js"]["consumers"]["get"]>>["consume"]>>,
  ) {
    for await (const status of messages.status()) {
      if (status.type === "stream_not_found") {
        messages.stop();
        return status.type;
      }
    }
    return "stopped";
  }
}
