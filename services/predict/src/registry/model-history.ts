import { BackboneConnection, BackbonePublisher, everyMessage, newestMessages } from "@gridwatch/backbone";
import { MODEL_EVENT_SUBJECT, MODEL_HISTORY_STREAM, type ModelEvent } from "@gridwatch/contracts";
import { Inject, Injectable } from "@nestjs/common";

/** Who did what with models, when and why, and what came of it. Only ever added to. */
@Injectable()
export class ModelHistory {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
  ) {}

  /**
   * Resolves when it is written down for good.
   * @param id of what was done: told by two at the same time, it stands there once
   */
  async add(event: ModelEvent, id?: string): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(event));
    await this.publisher.publish(MODEL_HISTORY_STREAM, MODEL_EVENT_SUBJECT, bytes, undefined, id);
  }

  /** All of it, oldest first. */
  async *all(): AsyncGenerator<ModelEvent> {
    for await (const message of everyMessage(await this.connection.ready(), MODEL_HISTORY_STREAM)) {
      yield message.json<ModelEvent>();
    }
  }

  /** The newest `limit`, newest first. */
  async newest(limit: number): Promise<ModelEvent[]> {
    const messages = await newestMessages(await this.connection.ready(), MODEL_HISTORY_STREAM, limit);
    return messages.map((message) => message.json<ModelEvent>());
  }
}
