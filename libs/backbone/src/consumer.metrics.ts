import { within } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { BackboneConnection } from "./backbone.connection.js";
import { type ConsumerLag, lagOf } from "./consumer-lag.js";
import type { FeedConsumer } from "./feed-consumer.js";
import { KeptAnswer } from "./kept-answer.js";
import type { DurableSubscription, StreamSubscription } from "./subscription.js";

/** A scrape does not wait longer than this for the backbone. */
const ANSWER_WITHIN_MS = 1_000;

/** All gauges of a scrape, and scrapes at the same time, share one question. */
const KEPT_MS = 500;

const LABELS = ["stream", "consumer"] as const;

/**
 * The lag of every durable consumer of this service, asked of the backbone when somebody asks us. The leader of the stream
 * and of the consumer answers, so each replica tells the same truth. What is not known is absent, never zero: an
 * autoscaler must not take an outage of the backbone for an idle platform.
 */
@Injectable()
export class ConsumerMetrics {
  private readonly tracked: DurableSubscription[] = [];
  private readonly feeds = new Map<string, FeedConsumer>();
  private readonly redeliveries: Counter<"stream" | "consumer">;
  private readonly restarts: Counter<"stream" | "consumer">;

  constructor(
    @Inject(Registry) registry: Registry,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
  ) {
    const lag = new KeptAnswer(() => this.lag(), KEPT_MS);
    const gauge = (name: string, help: string, value: (lag: ConsumerLag) => number | undefined) =>
      new Gauge({
        name: `gridwatch_consumer_${name}`,
        help,
        labelNames: LABELS,
        registers: [registry],
        async collect() {
          this.reset();
          for (const [{ stream, durable }, known] of await lag.get()) {
            const figure = value(known);
            if (figure !== undefined) this.set({ stream: stream.name, consumer: durable }, figure);
          }
        },
      });
    gauge("pending_messages", "Messages that are not acknowledged yet, those in work included", (l) => l.pending);
    gauge("in_work_messages", "Messages delivered and not acknowledged yet", (l) => l.inWork);
    gauge("redelivered_messages", "Of those, messages that were delivered more than once", (l) => l.redelivered);
    gauge("oldest_pending_seconds", "Age of the oldest message that is not acknowledged yet", (l) => l.oldestSeconds);
    const feeds = () => this.feedsPending();
    new Gauge({
      name: "gridwatch_feed_pending_messages",
      help: "Messages that this replica has still to read of a stream of which each replica reads all",
      labelNames: ["stream"],
      registers: [registry],
      async collect() {
        this.reset();
        for (const [stream, pending] of await feeds()) if (pending !== undefined) this.set({ stream }, pending);
      },
    });
    const counter = (name: string, help: string) =>
      new Counter({ name: `gridwatch_consumer_${name}`, help, labelNames: LABELS, registers: [registry] });
    this.redeliveries = counter("redeliveries_total", "Messages this replica was given that had been delivered before");
    this.restarts = counter("restarts_total", "Times this replica consumed anew, as it made no progress");
  }

  track(subscription: DurableSubscription): void {
    this.tracked.push(subscription);
  }

  trackFeed(stream: string, feed: FeedConsumer): void {
    this.feeds.set(stream, feed);
  }

  addRedelivery({ stream, durable }: DurableSubscription): void {
    this.redeliveries.inc({ stream: stream.name, consumer: durable });
  }

  addRestart(subscription: StreamSubscription): void {
    const consumer = subscription.kind === "durable" ? subscription.durable : "feed";
    this.restarts.inc({ stream: subscription.stream.name, consumer });
  }

  private feedsPending(): Promise<[string, number | undefined][]> {
    if (!this.connection.connected) return Promise.resolve([]);
    const asked = [...this.feeds].map(async ([stream, feed]): Promise<[string, number | undefined]> => {
      return [stream, await within(ANSWER_WITHIN_MS, feed.pending()).catch(() => undefined)];
    });
    return Promise.all(asked);
  }

  private async lag(): Promise<[DurableSubscription, ConsumerLag][]> {
    if (!this.connection.connected) return [];
    const answers = this.tracked.map(async (subscription): Promise<[DurableSubscription, ConsumerLag] | undefined> => {
      const asked = this.connection
        .ready()
        .then((backbone) => lagOf(backbone, subscription.stream.name, subscription.durable));
      const lag = await within(ANSWER_WITHIN_MS, asked).catch(() => undefined);
      return lag && [subscription, lag];
    });
    return (await Promise.all(answers)).filter((answer) => answer !== undefined);
  }
}
