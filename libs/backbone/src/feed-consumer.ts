import { inSpan } from "@gridwatch/service-kit";
import {
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JsMsg,
  type StreamState,
} from "@nats-io/jetstream";
import type { Backbone } from "./backbone.connection.js";
import { ProgressWatchdog, type Stuck, WATCHDOG_LIMITS } from "./progress-watchdog.js";
import { type FeedSubscription, PULL_MESSAGES } from "./subscription.js";
import { inTraceOfMessage, messageWork } from "./traced-messages.js";

/** For the first message of after a time. */
const FIND_MS = 5_000;

/**
 * Reads a stream in order for this replica alone. After a lost connection or a lost message it goes on where it
 * stopped, as long as the stream still holds that place.
 */
export class FeedConsumer {
  inWork = 0;
  readonly paused = false;
  steps = 0;
  private messages: ConsumerMessages | undefined;
  private consumer: Consumer | undefined;
  private lastSeq: number | undefined;
  /** Messages that the consumer, as it is now, had delivered when the last one was handled. */
  private lastDelivery = 0;
  private target = Number.POSITIVE_INFINITY;
  private closing = false;
  private markCaughtUp: (seq: number) => void = () => {};

  /** Resolves when everything that the stream held at the start has been handled, to the last message that it held then. */
  readonly caughtUp = new Promise<number>((resolve) => {
    this.markCaughtUp = resolve;
  });

  constructor(
    private readonly subscription: FeedSubscription,
    private readonly handle: (message: JsMsg) => Promise<void>,
    private readonly onStuck: (what: Stuck) => void,
    private readonly watchdogLimits = WATCHDOG_LIMITS,
  ) {}

  /** Reads until closed, or until the stream is gone; then rejects, to be called again. */
  async run({ js, jsm }: Backbone): Promise<void> {
    const { stream, subject, ahead = PULL_MESSAGES } = this.subscription;
    const { state } = await jsm.streams.info(stream.name);
    this.target = Math.min(this.target, state.last_seq);
    const from = this.lastSeq === undefined ? await this.beginning(js, state) : this.lastSeq + 1;
    const consumer = await js.consumers.get(stream.name, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: Math.max(1, state.first_seq, from),
      ...(subject === undefined ? {} : { filter_subjects: subject }),
    });
    // Asked of the consumer, since the stream may have been trimmed in the meantime.
    if ((await consumer.info(true)).num_pending === 0) this.markCaughtUp(this.target);
    // `expires` is also how long the client waits before it looks again for a consumer that it could not reach.
    const messages = await consumer.consume({ max_messages: ahead, expires: 5_000 });
    this.messages = messages;
    this.consumer = consumer;
    this.lastDelivery = 0;
    if (this.closing) messages.stop();
    const gone = this.watch(messages);
    let stuck = false;
    const watchdog = new ProgressWatchdog(
      this,
      async () => {
        const { num_pending, delivered } = await consumer.info();
        return { pending: num_pending, position: delivered.stream_seq };
      },
      (what) => {
        this.onStuck(what);
        // A slow handler is not helped by asking for more.
        if (what === "work") return;
        stuck = true;
        messages.stop();
      },
      this.watchdogLimits,
    );
    watchdog.start();
    try {
      for await (const message of messages) {
        if (this.closing) break;
        this.inWork = 1;
        await this.handleTraced(message);
        this.inWork = 0;
        this.steps++;
        this.lastSeq = message.seq;
        this.lastDelivery = message.info.deliverySequence;
        if (message.seq >= this.target || message.info.pending === 0) this.markCaughtUp(this.target);
      }
    } finally {
      this.inWork = 0;
      this.consumer = undefined;
      watchdog.stop();
    }
    const reason = stuck ? "messages are pending and none comes" : await gone;
    if (!this.closing) throw new Error(`reading ${stream.name} ended: ${reason}`);
  }

  /**
   * Messages of the stream that have not been handled yet, as the consumer's leader says; `undefined` while nothing is read.
   *
   * @throws JetStreamApiError
   */
  async pending(): Promise<number | undefined> {
    const info = await this.consumer?.info();
    if (info === undefined) return undefined;
    // A consumer made anew after a lost message counts from the beginning.
    return info.num_pending + Math.max(0, info.delivered.consumer_seq - this.lastDelivery);
  }

  close(): void {
    this.closing = true;
    this.messages?.stop();
  }

  /** What is read back at the start belongs to traces that are over. */
  private handleTraced(message: JsMsg): Promise<void> {
    if (message.seq <= this.target) return this.handle(message);
    return inTraceOfMessage(message, () => inSpan(messageWork("process", message.subject), () => this.handle(message)));
  }

  /** The first message to read. */
  private async beginning(js: JetStreamClient, { last_seq }: StreamState): Promise<number> {
    const { stream, replay } = this.subscription;
    if (typeof replay === "number") return last_seq + 1 - replay;
    // Not by giving the time to the consumer that is read from: the client (3.4) asks for both the time and a number when it
    // makes that consumer anew after a restart of the server, which refuses it.
    const finder = await js.consumers.get(stream.name, {
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: replay.since.toISOString(),
      headers_only: true,
    });
    try {
      if ((await finder.info(true)).num_pending === 0) return Math.min(replay.seq, last_seq + 1);
      const first = await finder.next({ expires: FIND_MS });
      return Math.min(replay.seq, first?.seq ?? last_seq + 1);
    } finally {
      await finder.delete().catch(() => undefined);
    }
  }

  private async watch(messages: ConsumerMessages): Promise<string> {
    let reason = "stopped";
    for await (const status of messages.status()) {
      if (status.type === "stream_not_found") {
        reason = status.type;
        // A stream made anew counts from 1 again.
        this.lastSeq = undefined;
        messages.stop();
      }
    }
    return reason;
  }
}
