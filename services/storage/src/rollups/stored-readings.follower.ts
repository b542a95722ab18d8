import { setTimeout as delay } from "node:timers/promises";
import { type Backbone, FeedConsumer, type JsMsg } from "@gridwatch/backbone";
import { decodeDeviceTimes, STORAGE_CONSUMER, TELEMETRY_STREAM } from "@gridwatch/contracts";
import type { DirtyMinutes } from "./dirty-minutes.js";

/** How often it is looked whether a message's readings are in the database by now. */
const LOOK_EVERY_MS = 500;

/**
 * Reads TELEMETRY once more, in order and only as far as everything is stored, and notes which minutes of which devices each
 * message touches.
 */
export class StoredReadingsFollower {
  private lastTime = 0;
  private storedSeq = 0;
  private missed = false;
  private feed: FeedConsumer | undefined;

  /** @param lastSeq everything up to this message is noted */
  constructor(
    private readonly backbone: Backbone,
    private readonly dirty: DirtyMinutes,
    public lastSeq: number,
  ) {}

  /** What the stream took in before this, epoch milliseconds, is noted. @param now of `Date.now()` */
  async position(now: number): Promise<number> {
    const pending = await this.feed?.pending().catch(() => undefined);
    return pending === 0 ? now : this.lastTime;
  }

  /** Whether messages were gone before they could be read, since this was last asked. */
  takeMissed(): boolean {
    const { missed } = this;
    this.missed = false;
    return missed;
  }

  /** Reads until `signal` aborts. @throws when the stream is gone or cannot be reached, or messages are pending and none comes */
  async run(signal: AbortSignal): Promise<void> {
    const feed = new FeedConsumer(
      { kind: "feed", stream: TELEMETRY_STREAM, replay: { after: this.lastSeq }, traced: false },
      (message) => this.follow(message, signal),
      () => {},
    );
    this.feed = feed;
    const stop = () => feed.close();
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) stop();
      await feed.run(this.backbone);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  private async follow(message: JsMsg, signal: AbortSignal): Promise<void> {
    // Its server came back without what its disk had not taken yet, and gives those numbers out again.
    if (message.seq <= this.lastSeq) this.storedSeq = 0;
    while (this.dirty.isFull || !(await this.isStored(message.seq))) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
    // Every message of the stream is ours to read, so that a number left out is a message that is gone.
    if (message.seq > this.lastSeq + 1) this.missed = true;
    try {
      this.dirty.add(decodeDeviceTimes(message.data), message.seq, Date.now());
    } catch {
      // Unreadable: none of it was stored (it is buried by whoever stores).
    }
    this.lastSeq = message.seq;
    this.lastTime = message.time.getTime();
  }

  private async isStored(seq: number): Promise<boolean> {
    if (seq <= this.storedSeq) return true;
    const { ack_floor } = await this.backbone.jsm.consumers.info(TELEMETRY_STREAM.name, STORAGE_CONSUMER);
    this.storedSeq = ack_floor.stream_seq;
    return seq <= this.storedSeq;
  }
}
