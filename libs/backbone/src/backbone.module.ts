import { type DynamicModule, Module } from "@nestjs/common";
import { Accounts } from "./accounting/accounts.js";
import { LedgerReader } from "./accounting/ledger.reader.js";
import { BackboneConnection } from "./backbone.connection.js";
import { ConsumerMetrics } from "./consumer.metrics.js";
import { Findings } from "./findings.js";
import { Instances } from "./instances.js";
import { JetStreamServer } from "./jetstream.server.js";
import { Leases } from "./leases.js";
import { BACKBONE_IS_OPTIONAL } from "./nats.config.js";
import { PublishMetrics } from "./publish.metrics.js";
import { BackbonePublisher } from "./publisher.js";

/** The service's connection to NATS, its publisher and its transport. Needs `NatsConfig` among the service's sections. */
@Module({
  providers: [
    BackboneConnection,
    PublishMetrics,
    BackbonePublisher,
    ConsumerMetrics,
    JetStreamServer,
    Leases,
    Accounts,
    Instances,
    Findings,
    LedgerReader,
  ],
  exports: [
    BackboneConnection,
    BackbonePublisher,
    JetStreamServer,
    Leases,
    Accounts,
    Instances,
    Findings,
    LedgerReader,
  ],
})
export class BackboneModule {
  /** For a service that is ready without the backbone, and needs it for a part of its work only. */
  static optional(): DynamicModule {
    return { module: BackboneModule, providers: [{ provide: BACKBONE_IS_OPTIONAL, useValue: true }] };
  }
}
