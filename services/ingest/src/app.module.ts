import { BackboneModule } from "@gridwatch/backbone";
import { Module } from "@nestjs/common";
import { IngestMetrics } from "./ingest.metrics.js";
import { MqttSession } from "./mqtt.session.js";

@Module({ imports: [BackboneModule], providers: [MqttSession, IngestMetrics] })
export class AppModule {}
