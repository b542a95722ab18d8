import { BackboneConnection, BackbonePublisher } from "@gridwatch/backbone";
import { MODEL_EVENT_SUBJECT, MODEL_HISTORY_STREAM, type ModelEvent } from "@gridwatch/contracts";
import { DeliverPolicy, JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { Inject, Injectable } from "@nestjs/common";

/** Who did what with models, when and why, and what came of it. Only ever added to. */
@Injectable()
export class ModelHistory {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
  ) {}

  /** Resolves when it is written down for good. */
  async add(event: ModelEvent): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(event));
    await this.publisher.publish(MODEL_HISTORY_STREAM, MODEL_EVENT_SUBJECT, bytes);
  }

  /** The newest `limit`, newest first. */
  async newest(limit: number): Promise<ModelEvent[]> {
    const { js, jsm } = await this.connection.ready();
    const info = await jsm.streams.info(MODEL_HISTORY_STREAM.name).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
      throw error;
    });
    if (info === undefined || info.state.messages === 0) return [];
    const consumer = await js.consumers.get(MODEL_HISTORY_STREAM.name, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: Math.max(info.state.first_seq, info.state.last_seq + 1 - limit),
    });
    const events: ModelEvent[] = [];
    try {
      const pending = (await consumer.info(true)).num_pending;
      if (pending === 0) return [];
      for await (const message of await consumer.fetch({ max_messages: pending, expires: 5_000 })) {
        events.push(message.json<ModelEvent>());
      }
    } finally {
      await consumer.delete().catch(() => undefined);
    }
    return events.reverse();
  }
}
