import { Inject, Injectable } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { BackboneConnection } from "./backbone.connection.js";
import { type ConsumerLag, lagOf } from "./consumer-lag.js";
import type { DurableSubscription, StreamSubscription } from "./subscription.js";
import { within } from "./within.js";

/** A scrape does not wait longer than this for the backbone. */
const ANSWER_WITHIN_MS = 1_000;

/** Scrapes closer together than this share one question. */
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
  private asked: { at: number; answer: Promise<[DurableSubscription, ConsumerLag][]> } | undefined;
  private readonly redeliveries: Counter<"stream" | "consumer">;
  private readonly restarts: Counter<"stream" | "consumer">;

  constructor(
    @Inject(Registry) registry: Registry,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
  ) {
    const lag = () => this.lag();
    const gauge = (name: string, help: string, value: (lag: ConsumerLag) => number | undefined) =>
      new Gauge({
        name: `gridwatch_consumer_${name}`,
        help,
        labelNames: LABELS,
        registers: [registry],
        async collect() {
          this.reset();
          for (const [{ stream, durable }, known] of await lag()) {
            const figure = value(known);
            if (figure !== undefined) this.set({ stream: stream.name, consumer: durable }, figure);
          }
        },
      });
    gauge("pending_messages", "Messages that are not acknowledged yet, those in work included", (l) => l.pending);
    gauge("in_work_messages", "Messages delivered and not acknowledged yet", (l) => l.inWork);
    gauge("redelivered_messages", "Of those, messages that were delivered more than once", (l) => l.redelivered);
    gauge("oldest_pending_seconds", "Age of the oldest message that is not acknowledged yet", (l) => l.oldestSeconds);
    const counter = (name: string, help: string) =>
      new Counter({ name: `gridwatch_consumer_${name}`, help, labelNames: LABELS, registers: [registry] });
    this.redeliveries = counter("redeliveries_total", "Messages this replica was given that had been delivered before");
    this.restarts = counter("restarts_total", "Times this replica consumed anew, as it made no progress");
  }

  track(subscription: DurableSubscription): void {
    this.tracked.push(subscription);
  }

  addRedelivery({ stream, durable }: DurableSubscription): void {
    this.redeliveries.inc({ stream: stream.name, consumer: durable });
  }

  addRestart(subscription: StreamSubscription): void {
    const consumer = subscription.kind === "durable" ? subscription.durable : "feed";
    this.restarts.inc({ stream: subscription.stream.name, consumer });
  }

  /** Asked once for all gauges of a scrape, and for scrapes at the same time. */
  private lag(): Promise<[DurableSubscription, ConsumerLag][]> {
    const now = performance.now();
    if (this.asked === undefined || now - this.asked.at > KEPT_MS) this.asked = { at: now, answer: this.ask() };
    return this.asked.answer;
  }

  private async ask(): Promise<[DurableSubscription, ConsumerLag][]> {
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
