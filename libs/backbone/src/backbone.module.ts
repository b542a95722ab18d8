import { Module } from "@nestjs/common";
import { BackboneConnection } from "./backbone.connection.js";
import { ConsumerMetrics } from "./consumer.metrics.js";
import { JetStreamServer } from "./jetstream.server.js";
import { Leases } from "./leases.js";
import { BackbonePublisher } from "./publisher.js";

/** The service's connection to NATS, its publisher and its transport. Needs `NatsConfig` among the service's sections. */
@Module({
  providers: [BackboneConnection, BackbonePublisher, ConsumerMetrics, JetStreamServer, Leases],
  exports: [BackboneConnection, BackbonePublisher, JetStreamServer, Leases],
})
export class BackboneModule {}
