import { FINDINGS_SUBJECT, type Finding, type InstanceFindings } from "@gridwatch/contracts";
import { LOGGER, type Logger, ServiceIdentity } from "@gridwatch/service-kit";
import type { Msg } from "@nats-io/transport-node";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { askAll } from "./ask-all.js";
import { BackboneConnection } from "./backbone.connection.js";
import { Instances } from "./instances.js";
import { KeptAnswer } from "./kept-answer.js";
import { BackbonePublisher } from "./publisher.js";

/** Two checks, one after the other, may take as long. */
const ANSWER_WITHIN_MS = 11_000;

/** However many ask, what is looked at is looked at no more often. */
const KEPT_MS = 2_000;

/** Lets every instance be asked what it finds at what its account alone may look at. */
@Injectable()
export class Findings implements OnModuleInit {
  /** What only this service may look at; nothing, unless it says otherwise. */
  examine: () => Promise<Finding[]> = () => Promise.resolve([]);
  private readonly own = new KeptAnswer(() => this.examine(), KEPT_MS);

  constructor(
    @Inject(ServiceIdentity) private readonly identity: ServiceIdentity,
    @Inject(Instances) private readonly instances: Instances,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.subscribe().catch((error) => this.logger.debug({ err: error }, "stopped before the backbone was reached"));
  }

  /** Those of every instance that answers within 11 s. */
  async ask(): Promise<InstanceFindings[]> {
    // Older versions do not know of findings, and do not tell their time either.
    const living = (await this.instances.ask()).filter(({ at }) => at !== undefined).length;
    if (living === 0) return [];
    const untilAll = { strategy: "count", maxMessages: living, maxWait: ANSWER_WITHIN_MS } as const;
    return askAll(await this.connection.ready(), FINDINGS_SUBJECT, untilAll);
  }

  private async subscribe(): Promise<void> {
    const { nc } = await this.connection.ready();
    nc.subscribe(FINDINGS_SUBJECT, {
      callback: (error, message) => {
        if (error === null) void this.answer(message);
      },
    });
  }

  private async answer(message: Msg): Promise<void> {
    try {
      const { name: service } = this.identity;
      const findings: InstanceFindings = { service, life: this.publisher.life, findings: await this.own.get() };
      message.respond(JSON.stringify(findings));
    } catch (error) {
      this.logger.warn({ err: error }, "what this instance finds cannot be told");
    }
  }
}
