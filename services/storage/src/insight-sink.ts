import type { Insight } from "@gridwatch/contracts";
import { inSpanOfEach, LOGGER, type Logger, type TracePlace, tracePlace } from "@gridwatch/service-kit";
import {
  HOUR_TIER,
  InfluxConnection,
  LinesRejected,
  TelemetryWriter,
  toAnomalyLines,
  toInsightLines,
} from "@gridwatch/telemetry-store";
import { Inject, Injectable } from "@nestjs/common";
import { StorageConfig } from "./config.js";
import { DatabaseSession } from "./database.session.js";
import { WriteBatcher } from "./write-batcher.js";

/** What one message holds. */
interface MessageInsights {
  insights: readonly Insight[];
  /** Where the write is shown, if the message is traced. */
  place: TracePlace | undefined;
}

/** Puts what models say into the database. */
@Injectable()
export class InsightSink {
  private readonly batcher: WriteBatcher<MessageInsights>;
  private readonly scores: TelemetryWriter;
  private readonly anomalies: TelemetryWriter;

  constructor(
    @Inject(StorageConfig) config: StorageConfig,
    @Inject(InfluxConnection) connection: InfluxConnection,
    @Inject(DatabaseSession) private readonly database: DatabaseSession,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.scores = new TelemetryWriter(connection);
    this.anomalies = new TelemetryWriter(connection, HOUR_TIER.policy);
    this.batcher = new WriteBatcher({ ...config, writesInFlight: 1 }, (batch) => this.writeTraced(batch));
  }

  /** Resolves when they are in the database. @throws PauseConsuming, RedeliverLater when the database cannot take any now */
  store(insights: readonly Insight[]): Promise<void> {
    return this.batcher.store({ insights, place: tracePlace() }, insights.length);
  }

  private writeTraced(batch: MessageInsights[]): Promise<void> {
    const insights = batch.flatMap((message) => message.insights);
    const places = batch.flatMap(({ place }) => place ?? []);
    return inSpanOfEach(places, this.scores.writeWork(insights.length), () => this.write(insights));
  }

  private async write(insights: readonly Insight[]): Promise<void> {
    await this.attempt(this.scores, toInsightLines(insights));
    const anomalies = toAnomalyLines(insights);
    if (anomalies.length > 0) await this.attempt(this.anomalies, anomalies);
  }

  /** What the database will never take, being older than it keeps anything for instance, must not come back for ever. */
  private async attempt(writer: TelemetryWriter, lines: readonly string[]): Promise<void> {
    try {
      await this.database.write(() => writer.writeLines(lines));
    } catch (error) {
      if (!(error instanceof LinesRejected)) throw error;
      this.logger.warn({ err: error }, "the database refuses some insights");
    }
  }
}
