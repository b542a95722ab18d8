import { BackboneModule } from "@gridwatch/backbone";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { InfluxConfig, InfluxConnection, TelemetryReader } from "@gridwatch/telemetry-store";
import { Module } from "@nestjs/common";
import { AnalyticsController } from "./analytics.controller.js";
import { Analytics } from "./analytics.js";
import { AnalyticsConfig } from "./config.js";
import { DatabaseWatch } from "./database-watch.js";
import { DevicesController } from "./devices.controller.js";
import { FleetController } from "./fleet.controller.js";
import { FleetDirectory } from "./fleet-directory.js";
import { History } from "./history.js";
import { MetricSelection } from "./metric-selection.js";
import { WorkBudget } from "./work-budget.js";

@Module({
  // Its main work, answering for the past, needs the database alone.
  imports: [BackboneModule.optional()],
  controllers: [AnalyticsController, DevicesController, FleetController],
  providers: [
    {
      provide: InfluxConnection,
      useFactory: (config: InfluxConfig) => new InfluxConnection(config),
      inject: [InfluxConfig],
    },
    {
      provide: TelemetryReader,
      useFactory: (connection: InfluxConnection) => new TelemetryReader(connection),
      inject: [InfluxConnection],
    },
    {
      provide: DatabaseWatch,
      useFactory: (connection: InfluxConnection, reader: TelemetryReader, readiness: Readiness, logger: Logger) =>
        new DatabaseWatch(connection, reader, readiness, logger),
      inject: [InfluxConnection, TelemetryReader, Readiness, LOGGER],
    },
    {
      provide: MetricSelection,
      useFactory: (reader: TelemetryReader) => new MetricSelection(reader),
      inject: [TelemetryReader],
    },
    {
      provide: FleetDirectory,
      useFactory: (reader: TelemetryReader, metrics: MetricSelection, { retentionDays }: InfluxConfig) =>
        new FleetDirectory(reader, metrics, retentionDays),
      inject: [TelemetryReader, MetricSelection, InfluxConfig],
    },
    {
      provide: WorkBudget,
      useFactory: ({ maxValues }: AnalyticsConfig) => new WorkBudget(maxValues),
      inject: [AnalyticsConfig],
    },
    {
      provide: Analytics,
      useFactory: (
        reader: TelemetryReader,
        metrics: MetricSelection,
        directory: FleetDirectory,
        budget: WorkBudget,
        { maxValues }: AnalyticsConfig,
      ) => new Analytics(reader, metrics, directory, budget, maxValues),
      inject: [TelemetryReader, MetricSelection, FleetDirectory, WorkBudget, AnalyticsConfig],
    },
    {
      provide: History,
      useFactory: (
        reader: TelemetryReader,
        metrics: MetricSelection,
        directory: FleetDirectory,
        budget: WorkBudget,
        { maxValues, influx: { retentionDays } }: AnalyticsConfig,
      ) => new History(reader, metrics, directory, budget, { maxValues, retentionDays }),
      inject: [TelemetryReader, MetricSelection, FleetDirectory, WorkBudget, AnalyticsConfig],
    },
  ],
})
export class AppModule {}
