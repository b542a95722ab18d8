import { durable, type JsMsg } from "@gridwatch/backbone";
import {
  decodeInsightBatch,
  INSIGHTS_STORAGE_CONSUMER,
  INSIGHTS_STREAM,
  type InsightBatch,
} from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Controller, Inject } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { InsightSink } from "./insight-sink.js";

/**
 * A backlog's messages hold hundreds of insights each, up to 750 kB, which as objects take several times that: so few are buffered and in
 * work that they take no more than readings do.
 */
const LIMITS = { ahead: 32, maxInFlightBytes: 2 * 1024 * 1024 };

/** INSIGHTS' way into the database. */
@Controller()
export class InsightsController {
  constructor(
    @Inject(InsightSink) private readonly sink: InsightSink,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern<string>(INSIGHTS_STREAM.name, durable(INSIGHTS_STREAM, INSIGHTS_STORAGE_CONSUMER, LIMITS))
  async onInsights(@Payload() { data, seq }: JsMsg): Promise<void> {
    let batch: InsightBatch;
    try {
      batch = decodeInsightBatch(data);
    } catch (error) {
      this.logger.warn({ err: error, seq }, "unreadable insights left out");
      return;
    }
    await this.sink.store(batch.insights);
  }
}
