import { BackboneModule } from "@gridwatch/backbone";
import { Module } from "@nestjs/common";
import { Admission } from "./admission.js";
import { RealtimeConfig } from "./config.js";
import { ForecastFeed } from "./forecast-feed.js";
import { ForecastsController } from "./forecasts.controller.js";
import { InsightFeed } from "./insight-feed.js";
import { InsightsController } from "./insights.controller.js";
import { Latest } from "./latest.js";
import { LiveFeed } from "./live-feed.js";
import { PlainSocketServer } from "./plain/plain-socket.server.js";
import { RealtimeAccount } from "./realtime.account.js";
import { RealtimeMetrics } from "./realtime.metrics.js";
import { RealtimeCounts } from "./realtime-counts.js";
import { LiveGateway } from "./socketio/live.gateway.js";
import { SocketEventMetrics } from "./socketio/socket-event.metrics.js";
import { TelemetryController } from "./telemetry.controller.js";
import { UpgradeRouter } from "./upgrade.router.js";

@Module({
  imports: [BackboneModule],
  controllers: [TelemetryController, InsightsController, ForecastsController],
  providers: [
    RealtimeCounts,
    {
      provide: Latest,
      useFactory: ({ maxDevices }: RealtimeConfig) => new Latest(maxDevices),
      inject: [RealtimeConfig],
    },
    Admission,
    SocketEventMetrics,
    LiveGateway,
    PlainSocketServer,
    UpgradeRouter,
    {
      provide: LiveFeed,
      useFactory: ({ values }: Latest, gateway: LiveGateway, plain: PlainSocketServer, counts: RealtimeCounts) =>
        new LiveFeed(values, [gateway.rooms, plain.clients], counts),
      inject: [Latest, LiveGateway, PlainSocketServer, RealtimeCounts],
    },
    {
      provide: InsightFeed,
      useFactory: ({ insights }: Latest, gateway: LiveGateway, counts: RealtimeCounts) =>
        new InsightFeed(insights, gateway.rooms.insights, counts.insights),
      inject: [Latest, LiveGateway, RealtimeCounts],
    },
    {
      provide: ForecastFeed,
      useFactory: ({ forecasts }: Latest, gateway: LiveGateway, counts: RealtimeCounts) =>
        new ForecastFeed(forecasts, gateway.rooms.forecasts, counts.forecasts),
      inject: [Latest, LiveGateway, RealtimeCounts],
    },
    RealtimeMetrics,
    RealtimeAccount,
  ],
})
export class AppModule {}
