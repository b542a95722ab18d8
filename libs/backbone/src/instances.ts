import { INSTANCES_SUBJECT, type ServiceInstance } from "@gridwatch/contracts";
import { LOGGER, type Logger, Readiness, ServiceIdentity } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { askAll } from "./ask-all.js";
import { BackboneConnection } from "./backbone.connection.js";
import { BackbonePublisher } from "./publisher.js";

/** Lets every instance of every service be asked what it is and how it does, all at once. */
@Injectable()
export class Instances implements OnModuleInit {
  /** What only this service tells of itself; asked at each answer. */
  tellMore: () => Pick<ServiceInstance, "brokerVersion"> = () => ({});

  constructor(
    @Inject(ServiceIdentity) private readonly identity: ServiceIdentity,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.answer().catch((error) => this.logger.debug({ err: error }, "stopped before the backbone was reached"));
  }

  /** This instance, which is known without the backbone. */
  own(): ServiceInstance {
    const { name: service, version, runtime, startedAt } = this.identity;
    return {
      service,
      life: this.publisher.life,
      version,
      runtime,
      startedAt,
      at: new Date().toISOString(),
      ...this.readiness.report(),
      ...this.tellMore(),
    };
  }

  /** Every instance that answers in time, by service and life. */
  async ask(): Promise<ServiceInstance[]> {
    const answers = await askAll<ServiceInstance>(await this.connection.ready(), INSTANCES_SUBJECT);
    return answers.sort((a, b) => (a.service + a.life < b.service + b.life ? -1 : 1));
  }

  private async answer(): Promise<void> {
    const { nc } = await this.connection.ready();
    nc.subscribe(INSTANCES_SUBJECT, {
      callback: (error, message) => {
        if (error === null) message.respond(JSON.stringify(this.own()));
      },
    });
  }
}
