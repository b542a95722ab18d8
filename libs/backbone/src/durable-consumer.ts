import type { Logger } from "@gridwatch/service-kit";
import { AckPolicy, type Consumer, type ConsumerMessages, DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { Backbone } from "./backbone.connection.js";
import { backoffMs } from "./backoff.js";
import { PauseConsuming, RedeliverLater } from "./handler-errors.js";
import { InFlight } from "./in-flight.js";
import type { DurableSubscription } from "./subscription.js";

/** Messages asked for, and buffered, ahead of their handling. */
const PULL_MESSAGES = 200;

const LONGEST_DELAY_MS = 30_000;

/** Also how long the client takes to notice that its consumer is gone. */
const PULL_EXPIRES_MS = 5_000;

/** A redelivery that crosses its own acknowledgement on the wire is recognised among this many sequence numbers. */
const REMEMBERED_ACKS = 20_000;

/**
 * Pulls a durable consumer's messages and hands each to `handle`: acknowledged when it resolves, delivered again
 * when it rejects. Never gives a message up: only its handler can decide that, by resolving.
 */
export class DurableConsumer {
  private readonly inFlight: InFlight;
  private readonly inWork = new Map<number, JsMsg>();
  private readonly acked = new Set<number>();
  private messages: ConsumerMessages | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private resumed: Promise<void> | undefined;
  private closing = false;

  constructor(
    private readonly subscription: DurableSubscription,
    private readonly handle: (message: JsMsg) => Promise<void>,
    private readonly logger: Logger,
  ) {
    this.inFlight = new InFlight(subscription.maxInFlight, subscription.maxInFlightBytes);
  }

  /** Consumes until closed, or until the consumer is gone on the server; then rejects, to be called again. */
  async run({ js, jsm }: Backbone): Promise<void> {
    // A stream that was made anew counts from 1 again.
    this.acked.clear();
    const consumer = await this.ensureConsumer(js, jsm);
    // Not by max_bytes: on nats-server 2.9 such pulls made storage seven times slower (docs/adr/0003).
    const messages = await consumer.consume({ max_messages: PULL_MESSAGES, expires: PULL_EXPIRES_MS });
    this.messages = messages;
    if (this.closing) messages.stop();
    this.heartbeat ??= setInterval(() => this.reportProgress(), this.subscription.ackWaitMs / 3);
    const gone = this.watch(messages);
    for await (const message of messages) {
      await this.resumed;
      await this.inFlight.room();
      if (this.closing) message.nak();
      else this.take(message);
    }
    const reason = await gone;
    if (!this.closing) throw new Error(`consuming ${this.subscription.durable} ended: ${reason}`);
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
    if (this.inWork.has(message.seq)) return;
    if (this.acked.has(message.seq)) {
      message.ack();
      return;
    }
    this.inWork.set(message.seq, message);
    this.inFlight.add(message.data.length);
    void this.settle(message);
  }

  private async settle(message: JsMsg): Promise<void> {
    try {
      await this.handle(message);
      message.ack();
      this.remember(message.seq);
    } catch (error) {
      this.reject(message, error);
    } finally {
      this.inWork.delete(message.seq);
      this.inFlight.remove(message.data.length);
    }
  }

  private reject(message: JsMsg, error: unknown): void {
    const byCount = backoffMs(message.info.deliveryCount, { firstMs: 500, longestMs: 5_000 });
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
    for (const message of this.inWork.values()) message.working();
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
