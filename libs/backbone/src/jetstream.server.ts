import type { StreamSpec } from "@gridwatch/contracts";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import type { JsMsg } from "@nats-io/jetstream";
import { Inject, Injectable } from "@nestjs/common";
import { BaseRpcContext, type CustomTransportStrategy, type MessageHandler, Server } from "@nestjs/microservices";
import { lastValueFrom } from "rxjs";
import { BackboneConnection } from "./backbone.connection.js";
import { retry } from "./backoff.js";
import { ConsumerMetrics } from "./consumer.metrics.js";
import { DurableConsumer } from "./durable-consumer.js";
import { FeedConsumer } from "./feed-consumer.js";
import { NatsConfig } from "./nats.config.js";
import { ensureStream } from "./streams.js";
import type { StreamSubscription } from "./subscription.js";

/**
 * JetStream as a Nest transport: an ordinary `@EventPattern(stream, durable(…) | feed(…))` method handles each message
 * of a stream. Its payload is the JetStream message; resolving acknowledges it.
 */
@Injectable()
export class JetStreamServer extends Server implements CustomTransportStrategy {
  /** A handler's error decides what becomes of its message, so Nest need not report it. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly stopping = new AbortController();
  private readonly consumers: (DurableConsumer | FeedConsumer)[] = [];
  private readonly feeds = new Map<string, FeedConsumer>();
  private markListening: () => void = () => {};
  private readonly listening = new Promise<void>((resolve) => {
    this.markListening = resolve;
  });

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(ConsumerMetrics) private readonly metrics: ConsumerMetrics,
  ) {
    super();
  }

  listen(callback: () => void): void {
    for (const [pattern, handler] of this.messageHandlers) {
      const { subscription } = (handler.extras ?? {}) as { subscription?: StreamSubscription };
      if (subscription === undefined) throw new Error(`the handler of ${pattern} says not how to consume it`);
      void this.consume(subscription, handler);
    }
    this.markListening();
    callback();
  }

  /** Resolves when the feed of this stream has replayed what the stream held at the start. */
  async caughtUp({ name }: StreamSpec): Promise<void> {
    await this.listening;
    const feed = this.feeds.get(name);
    if (feed === undefined) throw new Error(`nothing reads ${name} as a feed`);
    await feed.caughtUp;
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
  }

  on(): never {
    throw new Error("JetStreamServer emits no events");
  }

  unwrap<T>(): T {
    return this.connection as T;
  }

  private async consume(subscription: StreamSubscription, handler: MessageHandler): Promise<void> {
    const part = `consuming ${subscription.stream.name}`;
    let problem: string | undefined = "not started yet";
    this.readiness.register(part, () => problem);
    const run = async (message: JsMsg): Promise<void> => {
      const result: unknown = await handler(message, new BaseRpcContext([message.subject]));
      await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
    };
    const consumer = this.consumerOf(subscription, run);
    this.consumers.push(consumer);
    const attempt = async () => {
      const backbone = await this.connection.ready();
      await ensureStream(backbone.jsm, subscription.stream, this.config);
      problem = undefined;
      await consumer.run(backbone);
    };
    await retry(attempt, {
      firstMs: 250,
      longestMs: 5_000,
      signal: this.stopping.signal,
      onFailure: (error) => {
        problem = (error as Error).message;
        this.log.warn({ err: error, stream: subscription.stream.name }, "consuming again later");
      },
    }).catch((error) => {
      if (!this.stopping.signal.aborted) throw error;
    });
  }

  private consumerOf(
    subscription: StreamSubscription,
    run: (message: JsMsg) => Promise<void>,
  ): DurableConsumer | FeedConsumer {
    const onRestart = () => this.metrics.addRestart(subscription);
    if (subscription.kind === "feed") {
      const { name } = subscription.stream;
      const feed = new FeedConsumer(subscription, run, (stuck) => {
        this.log.error({ stream: name, stuck }, "reading makes no progress");
        if (stuck === "pull") onRestart();
      });
      this.feeds.set(name, feed);
      this.metrics.trackFeed(name, feed);
      return feed;
    }
    this.metrics.track(subscription);
    return new DurableConsumer(subscription, run, this.log, {
      onRedelivery: () => this.metrics.addRedelivery(subscription),
      onRestart,
      // Uncaught, so that the process ends, and whoever looks after it starts another.
      onHang: (error) => setImmediate(() => Promise.reject(error)),
    });
  }
}
