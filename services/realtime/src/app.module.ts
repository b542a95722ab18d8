import { BackboneModule } from "@gridwatch/backbone";
import { Module } from "@nestjs/common";
import { Admission } from "./admission.js";
import { RealtimeConfig } from "./config.js";
import { InsightFeed } from "./insight-feed.js";
import { InsightsController } from "./insights.controller.js";
import { LatestInsights } from "./latest-insights.js";
import { LatestValues } from "./latest-values.js";
import { LiveFeed } from "./live-feed.js";
import { PlainSocketServer } from "./plain/plain-socket.server.js";
import { RealtimeAccount } from "./realtime.account.js";
import { RealtimeMetrics } from "./realtime.metrics.js";
import { RealtimeCounts } from "./realtime-counts.js";
import { LiveGateway } from "./socketio/live.gateway.js";
import { TelemetryController } from "./telemetry.controller.js";
import { UpgradeRouter } from "./upgrade.router.js";

@Module({
  imports: [BackboneModule],
  controllers: [TelemetryController, InsightsController],
  providers: [
    RealtimeCounts,
    {
      provide: LatestValues,
      useFactory: ({ maxDevices }: RealtimeConfig) => new LatestValues(maxDevices),
      inject: [RealtimeConfig],
    },
    {
      provide: LatestInsights,
      useFactory: ({ maxDevices }: RealtimeConfig) => new LatestInsights(maxDevices),
      inject: [RealtimeConfig],
    },
    Admission,
    LiveGateway,
    PlainSocketServer,
    UpgradeRouter,
    {
      provide: LiveFeed,
      useFactory: (latest: LatestValues, gateway: LiveGateway, plain: PlainSocketServer, counts: RealtimeCounts) =>
        new LiveFeed(latest, [gateway.rooms, plain.clients], counts),
      inject: [LatestValues, LiveGateway, PlainSocketServer, RealtimeCounts],
    },
    {
      provide: InsightFeed,
      useFactory: (latest: LatestInsights, gateway: LiveGateway, counts: RealtimeCounts) =>
        new InsightFeed(latest, gateway.rooms.insights, counts),
      inject: [LatestInsights, LiveGateway, RealtimeCounts],
    },
    RealtimeMetrics,
    RealtimeAccount,
  ],
})
export class AppModule {}
