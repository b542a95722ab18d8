import { BackboneModule } from "@gridwatch/backbone";
import { Module } from "@nestjs/common";
import { IngestAccount } from "./ingest.account.js";
import { IngestMetrics } from "./ingest.metrics.js";
import { Intake } from "./intake.js";
import { MqttSession } from "./mqtt.session.js";

@Module({ imports: [BackboneModule], providers: [Intake, MqttSession, IngestMetrics, IngestAccount] })
export class AppModule {}
