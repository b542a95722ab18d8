import { inSpan } from "@gridwatch/service-kit";
import {
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JsMsg,
  type StreamState,
} from "@nats-io/jetstream";
import { findSettledStream } from "./accounting/header-reader.js";
import type { Backbone } from "./backbone.connection.js";
import { ProgressWatchdog, type Stuck, WATCHDOG_LIMITS } from "./progress-watchdog.js";
import { type FeedSubscription, HELD_UP_MS, PULL_EXPIRES_MS, PULL_MESSAGES } from "./subscription.js";
import { inTraceOfMessage, messageWork } from "./traced-messages.js";

/** For the first message of after a time. */
const FIND_MS = 5_000;

/** The client has made its consumer anew: the server had restarted, or a message was lost on the way. */
const RECREATED = "ordered_consumer_recreated";

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
  /** Everything up to here is handled, or is not to be. */
  private lastSeq: number | undefined;
  /** When the stream took in the last message that was handled. */
  private lastTime: Date | undefined;
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
  async run(backbone: Backbone): Promise<void> {
    while (!this.closing) await this.read(backbone);
  }

  close(): void {
    this.closing = true;
    this.messages?.stop();
  }

  /** Resolves when it is closed, or has to begin anew behind the last message. */
  private async read(backbone: Backbone): Promise<void> {
    const { stream, ahead = PULL_MESSAGES } = this.subscription;
    const consumer = await this.makeConsumer(backbone);
    const messages = await consumer.consume({ max_messages: ahead, expires: PULL_EXPIRES_MS });
    this.messages = messages;
    this.consumer = consumer;
    this.lastDelivery = 0;
    if (this.closing) messages.stop();
    const ended = this.watch(messages);
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
        const came = performance.now();
        this.inWork = 1;
        await this.handleTraced(message);
        this.inWork = 0;
        this.steps++;
        this.lastSeq = message.seq;
        this.lastTime = message.time;
        this.lastDelivery = message.info.deliverySequence;
        if (message.seq >= this.target || message.info.pending === 0) this.markCaughtUp(this.target);
        if (performance.now() - came > HELD_UP_MS) return;
      }
    } finally {
      this.inWork = 0;
      this.consumer = undefined;
      watchdog.stop();
    }
    const reason = stuck ? "messages are pending and none comes" : await ended;
    if (!this.closing && reason !== RECREATED) throw new Error(`reading ${stream.name} ended: ${reason}`);
  }

  private async makeConsumer(backbone: Backbone): Promise<Consumer> {
    const { stream, subject } = this.subscription;
    const info = await findSettledStream(backbone, stream.name, this.lastSeq ?? 0);
    if (info === undefined) throw new Error(`there is no stream ${stream.name}`);
    const { state } = info;
    this.target = Math.min(this.target, state.last_seq);
    const from =
      this.lastSeq === undefined
        ? await this.beginning(backbone.js, state)
        : await this.next(backbone, this.lastSeq, state);
    const start = Math.max(1, state.first_seq, from);
    const consumer = await backbone.js.consumers.get(stream.name, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: start,
      ...(subject === undefined ? {} : { filter_subjects: subject }),
    });
    this.lastSeq = start - 1;
    // Asked of the consumer, since the stream may have been trimmed in the meantime.
    if ((await consumer.info(true)).num_pending === 0) this.markCaughtUp(this.target);
    return consumer;
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

  /** What is read back at the start belongs to traces that are over. */
  private handleTraced(message: JsMsg): Promise<void> {
    if (message.seq <= this.target || this.subscription.traced === false) return this.handle(message);
    return inTraceOfMessage(message, () => inSpan(messageWork("process", message.subject), () => this.handle(message)));
  }

  /** The first message to read. */
  private async beginning(js: JetStreamClient, { last_seq }: StreamState): Promise<number> {
    const { replay } = this.subscription;
    if (typeof replay === "number") return last_seq + 1 - replay;
    if ("after" in replay) return Math.min(replay.after, last_seq) + 1;
    return Math.min(replay.seq, await this.firstSince(js, replay.since, last_seq));
  }

  /**
   * The message to go on with. A server that comes back without what its disk had not taken yet gives the numbers of that out again, to
   * messages that came later.
   */
  private async next({ js, jsm }: Backbone, lastSeq: number, { last_seq }: StreamState): Promise<number> {
    if (this.lastTime === undefined) return Math.min(lastSeq, last_seq) + 1;
    const last =
      lastSeq > last_seq ? undefined : await jsm.streams.getMessage(this.subscription.stream.name, { seq: lastSeq });
    if (last === null || last?.time.getTime() === this.lastTime.getTime()) return lastSeq + 1;
    return this.firstSince(js, new Date(this.lastTime.getTime() + 1), last_seq);
  }

  /** The first message that the stream took in at `since` or later; the next one that it will, if there is none. */
  private async firstSince(js: JetStreamClient, since: Date, lastSeq: number): Promise<number> {
    // Not by giving the time to the consumer that is read from: the client (3.4) asks for both the time and a number when it
    // makes that consumer anew after a restart of the server, which refuses it.
    const finder = await js.consumers.get(this.subscription.stream.name, {
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: since.toISOString(),
      headers_only: true,
    });
    try {
      if ((await finder.info(true)).num_pending === 0) return lastSeq + 1;
      const first = await finder.next({ expires: FIND_MS });
      return first?.seq ?? lastSeq + 1;
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
        this.lastTime = undefined;
        messages.stop();
      } else if (status.type === RECREATED) {
        // Perhaps behind the end of a stream that has become shorter, which would go unnoticed.
        reason = status.type;
        messages.stop();
      }
    }
    return reason;
  }
}
