import { feed, JetStreamServer, type JsMsg } from "@gridwatch/backbone";
import { decodeTelemetryBatch, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { Controller, Inject, type OnModuleInit } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { LiveFeed } from "./live-feed.js";
import { RealtimeCounts } from "./realtime-counts.js";

/**
 * How far back a start reads: half a minute at the most messages that one ingest makes (16 shards, 100 flushes a
 * second), half an hour at 25 units a second. A unit that has not reported within that is missing from the snapshots
 * until it does. Takes 1 to 2 s.
 */
const REPLAYED_MESSAGES = 50_000;

/** Unreadable batches are logged at most this often, since a wrong producer may send them in floods. */
const LOG_EVERY_MS = 10_000;

@Controller()
export class TelemetryController implements OnModuleInit {
  private loggedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(LiveFeed) private readonly live: LiveFeed,
    @Inject(RealtimeCounts) private readonly counts: RealtimeCounts,
    @Inject(JetStreamServer) private readonly server: JetStreamServer,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.readiness.register("newest values", () => (this.live.live ? undefined : "being read back from the stream"));
    void this.goLiveWhenCaughtUp();
  }

  /** Nothing that one message holds may stop the feed. Storage keeps what cannot be read among the dead letters. */
  @EventPattern<string>(TELEMETRY_STREAM.name, feed(TELEMETRY_STREAM, { replay: REPLAYED_MESSAGES }))
  onTelemetry(@Payload() message: JsMsg): void {
    try {
      this.live.accept(decodeTelemetryBatch(message.data));
    } catch (error) {
      this.leaveOut(message, error);
    }
  }

  private async goLiveWhenCaughtUp(): Promise<void> {
    await this.server.caughtUp(TELEMETRY_STREAM);
    this.live.goLive();
    this.logger.info("the newest values are read back");
  }

  private leaveOut({ seq }: JsMsg, error: unknown): void {
    this.counts.unreadableBatches++;
    if (performance.now() - this.loggedAt < LOG_EVERY_MS) return;
    this.loggedAt = performance.now();
    this.logger.warn({ err: error, seq, soFar: this.counts.unreadableBatches }, "unreadable batch left out");
  }
}
