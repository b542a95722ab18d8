import { durable, type JsMsg } from "@gridwatch/backbone";
import {
  decodeForecastBatch,
  FORECASTS_STORAGE_CONSUMER,
  FORECASTS_STREAM,
  type ForecastBatch,
} from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import {
  HOUR_TIER,
  InfluxConnection,
  LinesRejected,
  TelemetryWriter,
  toForecastLines,
} from "@gridwatch/telemetry-store";
import { Controller, Inject } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { DatabaseSession } from "./database.session.js";

/** FORECASTS' way into the database. They are few: each batch is a write. */
@Controller()
export class ForecastsController {
  private readonly writer: TelemetryWriter;

  constructor(
    @Inject(InfluxConnection) connection: InfluxConnection,
    @Inject(DatabaseSession) private readonly database: DatabaseSession,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.writer = new TelemetryWriter(connection, HOUR_TIER.policy);
  }

  @EventPattern<string>(FORECASTS_STREAM.name, durable(FORECASTS_STREAM, FORECASTS_STORAGE_CONSUMER))
  async onForecasts(@Payload() { data, seq }: JsMsg): Promise<void> {
    let batch: ForecastBatch;
    try {
      batch = decodeForecastBatch(data);
    } catch (error) {
      this.logger.warn({ err: error, seq }, "unreadable forecasts left out");
      return;
    }
    try {
      await this.database.write(() => this.writer.writeLines(toForecastLines(batch.forecasts)));
    } catch (error) {
      // What the database will never take must not come back for ever.
      if (!(error instanceof LinesRejected)) throw error;
      this.logger.warn({ err: error }, "the database refuses some forecasts");
    }
  }
}
