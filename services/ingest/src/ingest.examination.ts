import { BackboneConnection, checkMayWriteReadings, Findings, Instances, NatsConfig } from "@gridwatch/backbone";
import type { Finding } from "@gridwatch/contracts";
import { Examination, fault, ok, type Said } from "@gridwatch/doctor";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";

const SEE_THE_BROKER =
  "see that it runs, that MQTT_URL is its address from here, that MQTT_USERNAME and MQTT_PASSWORD are ingest's, and that this account may read sensors/#";

/** Tells what it alone knows: whether the broker lets its session in, and whether its account may hand readings on. */
@Injectable()
export class IngestExamination implements OnModuleInit {
  constructor(
    @Inject(Findings) private readonly findings: Findings,
    @Inject(Instances) private readonly instances: Instances,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
  ) {}

  onModuleInit(): void {
    this.findings.examine = () => this.examine();
  }

  private async examine(): Promise<Finding[]> {
    const broker = new Examination("broker");
    const nats = new Examination("NATS");
    await Promise.all([
      broker.check("reached", SEE_THE_BROKER, () => this.session()),
      checkMayWriteReadings(nats, await this.connection.ready(), this.config),
    ]);
    return [...(await broker.findings()), ...(await nats.findings())];
  }

  private session(): Said {
    const { checks, brokerVersion } = this.instances.own();
    const state = checks["broker"] ?? "it is not connected yet";
    if (state !== "ok") return fault(state, SEE_THE_BROKER);
    return ok(["subscribed to readings", ...(brokerVersion === undefined ? [] : [brokerVersion])].join(", "));
  }
}
