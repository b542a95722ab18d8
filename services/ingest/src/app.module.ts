import { BackboneModule } from "@gridwatch/backbone";
import { Module } from "@nestjs/common";
import { Adoption } from "./adoption.js";
import { BrokerQueueMetrics } from "./broker-queue.metrics.js";
import { BrokerVersion } from "./broker-version.js";
import { DeviceRegistry } from "./device-registry.js";
import { IngestAccount } from "./ingest.account.js";
import { IngestExamination } from "./ingest.examination.js";
import { IngestMetrics } from "./ingest.metrics.js";
import { Intake } from "./intake.js";
import { Members } from "./members.js";
import { MqttSession } from "./mqtt.session.js";
import { ReplayController } from "./replay.controller.js";
import { Replays } from "./replays.js";

@Module({
  imports: [BackboneModule],
  controllers: [ReplayController],
  providers: [
    DeviceRegistry,
    Intake,
    Members,
    MqttSession,
    BrokerVersion,
    Adoption,
    IngestMetrics,
    BrokerQueueMetrics,
    IngestAccount,
    IngestExamination,
    Replays,
  ],
})
export class AppModule {}
