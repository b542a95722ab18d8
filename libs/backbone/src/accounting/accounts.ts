import { ACCOUNTS_SUBJECT, type InstanceAccount } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { askAll } from "../ask-all.js";
import { BackboneConnection } from "../backbone.connection.js";
import { BackbonePublisher } from "../publisher.js";

/** What a service says of itself: its counts, read at one moment. */
export type OwnAccount = Pick<InstanceAccount, "service" | "counts" | "balance">;

/** Lets every instance be asked for its own counts, all at once. */
@Injectable()
export class Accounts {
  private readonly startedAt = new Date().toISOString();

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Answers for this instance from now on. */
  answer(own: () => OwnAccount): void {
    this.subscribe(own).catch((error) => this.logger.debug({ err: error }, "stopped before the backbone was reached"));
  }

  /** Every instance that answers in time. */
  async ask(): Promise<InstanceAccount[]> {
    const answers = await askAll<InstanceAccount>(await this.connection.ready(), ACCOUNTS_SUBJECT);
    return answers.sort((a, b) => (a.service + a.life < b.service + b.life ? -1 : 1));
  }

  private async subscribe(own: () => OwnAccount): Promise<void> {
    const { nc } = await this.connection.ready();
    const { life } = this.publisher;
    nc.subscribe(ACCOUNTS_SUBJECT, {
      callback: (error, message) => {
        if (error !== null) return;
        const { confirmed } = this.publisher;
        const account: InstanceAccount = { ...own(), life, startedAt: this.startedAt, confirmed };
        message.respond(JSON.stringify(account));
      },
    });
  }
}
