import {
  Accounts,
  BackboneConnection,
  BackboneModule,
  Findings,
  Instances,
  LedgerReader,
  NatsConfig,
} from "@gridwatch/backbone";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import {
  ForecastReader,
  InfluxConfig,
  InfluxConnection,
  keptDays,
  TelemetryReader,
  TelemetryStoreModule,
} from "@gridwatch/telemetry-store";
import { Module } from "@nestjs/common";
import { Registry } from "prom-client";
import { AccountingController } from "./accounting.controller.js";
import { Accounting } from "./accounting.js";
import { AccountingMetrics } from "./accounting.metrics.js";
import { AnalyticsController } from "./analytics.controller.js";
import { Analytics } from "./analytics.js";
import { AnswerCache } from "./answer-cache.js";
import { AnalyticsConfig } from "./config.js";
import { DatabaseWatch } from "./database-watch.js";
import { DeadLettersController } from "./dead-letters.controller.js";
import { DeadLetters } from "./dead-letters.js";
import { DevicesController } from "./devices.controller.js";
import { FleetController } from "./fleet.controller.js";
import { FleetDirectory } from "./fleet-directory.js";
import { FleetForecast } from "./fleet-forecast.js";
import { ForecastsController } from "./forecasts.controller.js";
import { HistoryController } from "./history.controller.js";
import { History } from "./history.js";
import { InsightsController } from "./insights.controller.js";
import { MetricSelection } from "./metric-selection.js";
import { PlatformDoctor } from "./platform-doctor.js";
import { Ratings } from "./ratings.js";
import { ReadinessController } from "./readiness.controller.js";
import { ReplayHistory } from "./replay-history.js";
import { StoredSample } from "./stored-sample.js";
import { SystemController } from "./system.controller.js";
import { SystemStatus } from "./system-status.js";
import { WorkBudget } from "./work-budget.js";

@Module({
  // Its main work, answering for the past, needs the database alone.
  imports: [BackboneModule.optional(), TelemetryStoreModule],
  controllers: [
    AccountingController,
    AnalyticsController,
    DeadLettersController,
    DevicesController,
    FleetController,
    ForecastsController,
    HistoryController,
    InsightsController,
    ReadinessController,
    SystemController,
  ],
  providers: [
    DeadLetters,
    ReplayHistory,
    {
      provide: FleetForecast,
      useFactory: (reader: ForecastReader) => new FleetForecast(reader),
      inject: [ForecastReader],
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
      provide: Accounting,
      useFactory: (
        connection: BackboneConnection,
        accounts: Accounts,
        ledger: LedgerReader,
        reader: TelemetryReader,
        { retentionDays }: InfluxConfig,
      ) => new Accounting(connection, accounts, ledger, new StoredSample(connection, reader, retentionDays)),
      inject: [BackboneConnection, Accounts, LedgerReader, TelemetryReader, InfluxConfig],
    },
    {
      provide: AccountingMetrics,
      useFactory: (accounting: Accounting, registry: Registry) => new AccountingMetrics(accounting, registry),
      inject: [Accounting, Registry],
    },
    {
      provide: SystemStatus,
      useFactory: (
        connection: BackboneConnection,
        instances: Instances,
        influx: InfluxConnection,
        { nats }: AnalyticsConfig,
      ) => new SystemStatus(connection, instances, influx, nats),
      inject: [BackboneConnection, Instances, InfluxConnection, AnalyticsConfig],
    },
    {
      provide: PlatformDoctor,
      useFactory: (
        connection: BackboneConnection,
        findings: Findings,
        influx: InfluxConnection,
        answers: AnswerCache,
        nats: NatsConfig,
        { serversData }: AnalyticsConfig,
      ) => new PlatformDoctor(connection, findings, influx, answers, nats, serversData),
      inject: [BackboneConnection, Findings, InfluxConnection, AnswerCache, NatsConfig, AnalyticsConfig],
    },
    {
      provide: Ratings,
      useFactory: ({ ratings }: AnalyticsConfig) => Ratings.parse(ratings),
      inject: [AnalyticsConfig],
    },
    {
      provide: WorkBudget,
      useFactory: ({ maxValues }: AnalyticsConfig) => new WorkBudget(maxValues),
      inject: [AnalyticsConfig],
    },
    {
      provide: AnswerCache,
      useFactory: ({ cacheBytes }: AnalyticsConfig) => new AnswerCache(cacheBytes),
      inject: [AnalyticsConfig],
    },
    {
      provide: Analytics,
      useFactory: (
        reader: TelemetryReader,
        metrics: MetricSelection,
        directory: FleetDirectory,
        budget: WorkBudget,
        answers: AnswerCache,
        { maxValues }: AnalyticsConfig,
      ) => new Analytics(reader, metrics, directory, budget, answers, maxValues),
      inject: [TelemetryReader, MetricSelection, FleetDirectory, WorkBudget, AnswerCache, AnalyticsConfig],
    },
    {
      provide: History,
      useFactory: (
        reader: TelemetryReader,
        metrics: MetricSelection,
        directory: FleetDirectory,
        budget: WorkBudget,
        answers: AnswerCache,
        { maxValues, influx }: AnalyticsConfig,
      ) => {
        const kept = {
          raw: influx.retentionDays,
          minutes: keptDays(influx, "minutes"),
          hours: keptDays(influx, "hours"),
        };
        return new History(reader, metrics, directory, budget, answers, { maxValues, kept });
      },
      inject: [TelemetryReader, MetricSelection, FleetDirectory, WorkBudget, AnswerCache, AnalyticsConfig],
    },
  ],
})
export class AppModule {}
