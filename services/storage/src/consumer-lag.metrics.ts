import { BackboneConnection } from "@gridwatch/backbone";
import { STORAGE_CONSUMER, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Gauge, Registry } from "prom-client";

/** How far storage is behind, asked of the stream when somebody asks us. */
@Injectable()
export class ConsumerLagMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
  ) {}

  onModuleInit(): void {
    const { connection } = this;
    new Gauge({
      name: "gridwatch_consumer_pending_messages",
      help: "Messages of the stream that the consumer has not acknowledged yet; absent while NATS does not tell",
      labelNames: ["stream", "consumer"],
      registers: [this.registry],
      async collect() {
        this.reset();
        if (!connection.connected) return;
        const { jsm } = await connection.ready();
        const info = await jsm.consumers.info(TELEMETRY_STREAM.name, STORAGE_CONSUMER).catch(() => undefined);
        if (info === undefined) return;
        const labels = { stream: TELEMETRY_STREAM.name, consumer: STORAGE_CONSUMER };
        this.set(labels, info.num_pending + info.num_ack_pending);
      },
    });
  }
}
