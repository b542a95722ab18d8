import { feed, JetStreamServer, type JsMsg } from "@gridwatch/backbone";
import { decodeInsightBatch, INSIGHTS_STREAM, type Insight, isInsight } from "@gridwatch/contracts";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { Controller, Inject, type OnModuleInit } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { InsightFeed } from "./insight-feed.js";
import { RealtimeCounts } from "./realtime-counts.js";

/**
 * How far back a start reads. An open anomaly is told of at each step, so that minutes are enough: at the most messages
 * there can be (one for each of TELEMETRY) these are some 12 s, at the usual ten a second half an hour.
 */
const REPLAYED_MESSAGES = 20_000;

/** What cannot be read is logged at most this often, since a wrong producer may send it in floods. */
const LOG_EVERY_MS = 10_000;

@Controller()
export class InsightsController implements OnModuleInit {
  private loggedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(InsightFeed) private readonly insights: InsightFeed,
    @Inject(RealtimeCounts) private readonly counts: RealtimeCounts,
    @Inject(JetStreamServer) private readonly server: JetStreamServer,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.readiness.register("newest insights", () =>
      this.insights.live ? undefined : "being read back from the stream",
    );
    void this.goLiveWhenCaughtUp();
  }

  /** Nothing that one message holds may stop the feed. */
  @EventPattern<string>(INSIGHTS_STREAM.name, feed(INSIGHTS_STREAM, { replay: REPLAYED_MESSAGES }))
  onInsights(@Payload() message: JsMsg): void {
    try {
      this.insights.accept(this.readable(message));
    } catch (error) {
      this.leaveOut(message, 1, error);
    }
  }

  /** One bad insight does not take those of the other units with it. */
  private readable(message: JsMsg): Insight[] {
    const { insights } = decodeInsightBatch(message.data);
    const readable = insights.filter(isInsight);
    const unreadable = insights.length - readable.length;
    if (unreadable > 0) this.leaveOut(message, unreadable, new TypeError("not of the contract's shape"));
    return readable;
  }

  private async goLiveWhenCaughtUp(): Promise<void> {
    await this.server.caughtUp(INSIGHTS_STREAM);
    this.insights.goLive();
    this.logger.info("the newest insights are read back");
  }

  private leaveOut({ seq }: JsMsg, count: number, error: unknown): void {
    this.counts.insights.unreadable += count;
    if (performance.now() - this.loggedAt < LOG_EVERY_MS) return;
    this.loggedAt = performance.now();
    this.logger.warn({ err: error, seq, soFar: this.counts.insights.unreadable }, "unreadable insights left out");
  }
}
