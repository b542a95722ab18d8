import { BackboneConnection, BackbonePublisher, newestMessages } from "@gridwatch/backbone";
import { REPLAY_HISTORY_STREAM, REPLAY_RECORD_SUBJECT, type ReplayRecord } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";

/** Who had dead letters replayed, when and why. Only ever added to. */
@Injectable()
export class ReplayHistory {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves when it is written down. */
  async add(record: ReplayRecord): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(record));
    await this.publisher.publish(REPLAY_HISTORY_STREAM, REPLAY_RECORD_SUBJECT, bytes);
    this.logger.info({ record }, "dead letters are to be replayed");
  }

  /** The newest `limit`, newest first. */
  async newest(limit: number): Promise<ReplayRecord[]> {
    const messages = await newestMessages(await this.connection.ready(), REPLAY_HISTORY_STREAM, limit);
    return messages.map((message) => message.json<ReplayRecord>());
  }
}
