import { Module } from "@nestjs/common";
import { Accounts } from "./accounting/accounts.js";
import { LedgerReader } from "./accounting/ledger.reader.js";
import { BackboneConnection } from "./backbone.connection.js";
import { ConsumerMetrics } from "./consumer.metrics.js";
import { JetStreamServer } from "./jetstream.server.js";
import { Leases } from "./leases.js";
import { BackbonePublisher } from "./publisher.js";

/** The service's connection to NATS, its publisher and its transport. Needs `NatsConfig` among the service's sections. */
@Module({
  providers: [BackboneConnection, BackbonePublisher, ConsumerMetrics, JetStreamServer, Leases, Accounts, LedgerReader],
  exports: [BackboneConnection, BackbonePublisher, JetStreamServer, Leases, Accounts, LedgerReader],
})
export class BackboneModule {}
