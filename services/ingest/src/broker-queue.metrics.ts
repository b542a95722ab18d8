import { KeptAnswer } from "@gridwatch/backbone";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Counter, Gauge, Registry } from "prom-client";
import { askSessionMessages, type SessionMessages } from "./broker-api.js";
import { IngestConfig } from "./config.js";

/** Longer than a question may take, so that there is one at a time; EMQX counts anew more seldom. */
const KEPT_MS = 5_000;

/**
 * What the broker holds for this replica's own session, asked when somebody asks us: the sum over all replicas is the queue,
 * and nobody has to lead. What is not known is absent, never zero, and no matter of readings or readiness.
 */
@Injectable()
export class BrokerQueueMetrics implements OnModuleInit {
  private readonly answer = new KeptAnswer(() => this.ask(), KEPT_MS);
  private failures = 0;
  private problem: string | undefined;

  constructor(
    @Inject(IngestConfig) private readonly config: IngestConfig,
    @Inject(Registry) private readonly registry: Registry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const known = () => this.answer.get();
    const failed = () => this.failures;
    new Gauge({
      name: "gridwatch_ingest_broker_messages",
      help: "Messages that the broker holds for this replica: queued, or in flight, which are sent and not acknowledged yet",
      labelNames: ["state"],
      registers: [this.registry],
      async collect() {
        const messages = await known();
        this.reset();
        if (messages === undefined) return;
        this.set({ state: "queued" }, messages.queued);
        this.set({ state: "in_flight" }, messages.inFlight);
      },
    });
    new Counter({
      name: "gridwatch_ingest_broker_api_failures_total",
      help: "Times that the broker's management API did not tell what it holds",
      registers: [this.registry],
      async collect() {
        // The question of this scrape counts, too.
        await known();
        this.reset();
        this.inc(failed());
      },
    });
  }

  private async ask(): Promise<SessionMessages | undefined> {
    const { brokerApi, mqtt } = this.config;
    if (brokerApi.url === "") return undefined;
    try {
      const messages = await askSessionMessages(brokerApi, mqtt.clientId);
      if (this.problem !== undefined) this.logger.info("the broker tells again what it holds for this replica");
      this.problem = undefined;
      return messages;
    } catch (error) {
      this.failures++;
      this.report(error as Error);
      return undefined;
    }
  }

  /** Each problem once. */
  private report(error: Error): void {
    const problem = `${error.message}: ${(error.cause as Error | undefined)?.message}`;
    if (this.problem === problem) return;
    this.problem = problem;
    this.logger.warn(
      { err: error, api: this.config.brokerApi.url },
      "it is not known what the broker holds for this replica",
    );
  }
}
