import { BackboneModule, LedgerKeeper } from "@gridwatch/backbone";
import { InfluxConfig, InfluxConnection, TelemetryWriter } from "@gridwatch/telemetry-store";
import { Module } from "@nestjs/common";
import { DatabaseSession } from "./database.session.js";
import { ForecastsController } from "./forecasts.controller.js";
import { InsightSink } from "./insight-sink.js";
import { InsightsController } from "./insights.controller.js";
import { RegionMetrics } from "./region.metrics.js";
import { RollupsTask } from "./rollups/rollups.task.js";
import { StorageAccount } from "./storage.account.js";
import { StorageExamination } from "./storage.examination.js";
import { StorageCounts } from "./storage-counts.js";
import { StreamTrimmer } from "./stream-trimmer.js";
import { TelemetryController } from "./telemetry.controller.js";
import { TelemetrySink } from "./telemetry-sink.js";

@Module({
  imports: [BackboneModule],
  controllers: [TelemetryController, InsightsController, ForecastsController],
  providers: [
    {
      provide: InfluxConnection,
      useFactory: (config: InfluxConfig) => new InfluxConnection(config),
      inject: [InfluxConfig],
    },
    {
      provide: TelemetryWriter,
      useFactory: (connection: InfluxConnection) => new TelemetryWriter(connection),
      inject: [InfluxConnection],
    },
    DatabaseSession,
    InsightSink,
    LedgerKeeper,
    RegionMetrics,
    StorageAccount,
    StorageExamination,
    RollupsTask,
    StorageCounts,
    StreamTrimmer,
    TelemetrySink,
  ],
})
export class AppModule {}
