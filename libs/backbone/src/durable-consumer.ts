import { inSpan, type Logger } from "@gridwatch/service-kit";
import { AckPolicy, type Consumer, type ConsumerMessages, DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { Backbone } from "./backbone.connection.js";
import { backoffMs } from "./backoff.js";
import { PauseConsuming, RedeliverLater } from "./handler-errors.js";
import { InFlight } from "./in-flight.js";
import { type Progress, ProgressWatchdog, type Stuck, WATCHDOG_LIMITS } from "./progress-watchdog.js";
import { type DurableSubscription, HELD_UP_MS, PULL_EXPIRES_MS, PULL_MESSAGES } from "./subscription.js";
import { inTraceOfMessage, messageWork } from "./traced-messages.js";

const LONGEST_DELAY_MS = 30_000;

/** Never long: when what was away is back, everything that was refused meanwhile waits for this. */
const REDELIVERY = { firstMs: 500, longestMs: 2_000 };

/** What others want to know of a consumer. */
export interface ConsumerListener {
  /** A message has come that had been delivered before. */
  onRedelivery(): void;
  /** No progress was made; consuming begins anew. */
  onRestart(): void;
  /** What is in work does not end: only a new process can help. */
  onHang(error: Error): void;
}

/** A redelivery that crosses its own acknowledgement on the wire is recognised among this many sequence numbers. */
const REMEMBERED_ACKS = 20_000;

/**
 * Pulls a durable consumer's messages and hands each to `handle`: acknowledged when it resolves, delivered again
 * when it rejects. Never gives a message up: only its handler can decide that, by resolving.
 */
export class DurableConsumer implements Progress {
  steps = 0;
  private readonly inFlight: InFlight;
  private readonly working = new Map<number, JsMsg>();
  private readonly acked = new Set<number>();
  private messages: ConsumerMessages | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private resumed: Promise<void> | undefined;
  private closing = false;

  constructor(
    private readonly subscription: DurableSubscription,
    private readonly handle: (message: JsMsg) => Promise<void>,
    private readonly logger: Logger,
    private readonly listener: ConsumerListener,
    private readonly watchdogLimits = WATCHDOG_LIMITS,
  ) {
    this.inFlight = new InFlight(subscription.maxInFlight, subscription.maxInFlightBytes);
  }

  get inWork(): number {
    return this.working.size;
  }

  get paused(): boolean {
    return this.resumed !== undefined;
  }

  /** Consumes until closed, or until it makes no progress, or until the consumer is gone on the server; then rejects, to be called again. */
  async run(backbone: Backbone): Promise<void> {
    // A stream that was made anew counts from 1 again.
    this.acked.clear();
    while (!this.closing) await this.consume(backbone);
  }

  /** Resolves when it is closed, or was held up and has to begin anew. */
  private async consume({ js, jsm }: Backbone): Promise<void> {
    const consumer = await this.ensureConsumer(js, jsm);
    // Not by max_bytes: on nats-server 2.9 such pulls made storage seven times slower (docs/adr/0003).
    const { ahead = PULL_MESSAGES } = this.subscription;
    const messages = await consumer.consume({ max_messages: ahead, expires: PULL_EXPIRES_MS });
    this.messages = messages;
    if (this.closing) messages.stop();
    this.heartbeat ??= setInterval(() => this.reportProgress(), this.subscription.ackWaitMs / 3);
    const gone = this.watch(messages);
    let stuck: Stuck | undefined;
    const watchdog = new ProgressWatchdog(
      this,
      () => this.serverSide(jsm),
      (what) => {
        stuck = what;
        this.onStuck(what, messages);
      },
      this.watchdogLimits,
    );
    watchdog.start();
    let isHeldUp = false;
    try {
      for await (const message of messages) {
        this.steps++;
        const came = performance.now();
        await this.resumed;
        await this.inFlight.room();
        isHeldUp = performance.now() - came > Math.max(HELD_UP_MS, this.subscription.ackWaitMs);
        if (this.closing) message.nak();
        // It and what is buffered behind it are delivered again by now.
        else if (isHeldUp) break;
        else this.take(message);
      }
    } finally {
      watchdog.stop();
    }
    if (this.closing || isHeldUp) return;
    const reason = stuck === undefined ? await gone : "messages are pending and none comes";
    throw new Error(`consuming ${this.subscription.durable} ended: ${reason}`);
  }

  /** Stops pulling and resolves when everything in work is done. What is only buffered goes back at once. */
  async close(): Promise<void> {
    this.closing = true;
    this.messages?.stop();
    await this.inFlight.idle();
    clearInterval(this.heartbeat);
  }

  private async ensureConsumer(js: Backbone["js"], jsm: Backbone["jsm"]): Promise<Consumer> {
    const { stream, durable, ackWaitMs, maxInFlight } = this.subscription;
    const changeable = { ack_wait: nanos(ackWaitMs), max_ack_pending: maxInFlight };
    await jsm.consumers.add(stream.name, {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      max_deliver: -1,
      ...changeable,
    });
    return js.consumers.get(stream.name, durable);
  }

  private take(message: JsMsg): void {
    if (this.working.has(message.seq)) return;
    if (message.redelivered) {
      if (this.acked.has(message.seq)) {
        message.ack();
        return;
      }
      this.listener.onRedelivery();
    }
    this.working.set(message.seq, message);
    this.inFlight.add(message.data.length);
    void inTraceOfMessage(message, () => this.settle(message));
  }

  private async settle(message: JsMsg): Promise<void> {
    try {
      await inSpan(messageWork("process", message.subject), () => this.handle(message));
      message.ack();
      this.remember(message.seq);
    } catch (error) {
      this.reject(message, error);
    } finally {
      this.steps++;
      this.working.delete(message.seq);
      this.inFlight.remove(message.data.length);
    }
  }

  private reject(message: JsMsg, error: unknown): void {
    const byCount = backoffMs(message.info.deliveryCount, REDELIVERY);
    if (error instanceof PauseConsuming) {
      this.pause(error);
      message.nak(byCount);
    } else if (error instanceof RedeliverLater) {
      // A delay lives on the server and holds a place among what may be in work, so it is never a long one.
      message.nak(Math.min(error.delayMs ?? byCount, LONGEST_DELAY_MS));
    } else {
      this.logger.error({ err: error, stream: this.subscription.stream.name, seq: message.seq }, "handler failed");
      message.nak(byCount);
    }
  }

  private pause(error: PauseConsuming): void {
    if (this.resumed !== undefined) return;
    this.logger.error({ err: error, durable: this.subscription.durable }, "consuming pauses");
    this.resumed = error.until.then(() => {
      this.resumed = undefined;
      this.logger.info({ durable: this.subscription.durable }, "consuming goes on");
    });
  }

  private remember(seq: number): void {
    this.acked.add(seq);
    if (this.acked.size <= REMEMBERED_ACKS) return;
    for (const oldest of this.acked) {
      this.acked.delete(oldest);
      break;
    }
  }

  /** Keeps the server from delivering again what is still in work. */
  private reportProgress(): void {
    for (const message of this.working.values()) message.working();
  }

  private async serverSide(jsm: Backbone["jsm"]): Promise<{ pending: number; position: number }> {
    const { stream, durable } = this.subscription;
    const { num_pending, delivered } = await jsm.consumers.info(stream.name, durable);
    return { pending: num_pending, position: delivered.stream_seq };
  }

  private onStuck(what: Stuck, messages: ConsumerMessages): void {
    const { durable } = this.subscription;
    if (what === "work") {
      this.listener.onHang(new Error(`what consumer ${durable} has in work (${this.inWork} messages) does not end`));
      return;
    }
    this.logger.error({ durable }, "messages are pending and none comes; consuming anew");
    this.listener.onRestart();
    messages.stop();
  }

  private async watch(messages: ConsumerMessages): Promise<string> {
    let reason = "stopped";
    for await (const status of messages.status()) {
      if (
        status.type === "consumer_not_found" ||
        status.type === "consumer_deleted" ||
        status.type === "stream_not_found"
      ) {
        reason = status.type;
        messages.stop();
      }
    }
    return reason;
  }
}
