import { BackbonePublisher, durable, type JsMsg } from "@gridwatch/backbone";
import {
  ACCOUNT_HEADERS,
  type DeadLetter,
  decodeTelemetryBatch,
  STORAGE_CONSUMER,
  TELEMETRY_STREAM,
  type TelemetryBatch,
} from "@gridwatch/contracts";
import { Controller, Inject } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { StorageCounts } from "./storage-counts.js";
import { TelemetrySink } from "./telemetry-sink.js";

/** TELEMETRY's way into the database. A message is acknowledged when all its readings are stored or buried. */
@Controller()
export class TelemetryController {
  constructor(
    @Inject(TelemetrySink) private readonly sink: TelemetrySink,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
    @Inject(StorageCounts) private readonly counts: StorageCounts,
  ) {}

  @EventPattern<string>(TELEMETRY_STREAM.name, durable(TELEMETRY_STREAM, STORAGE_CONSUMER))
  async onTelemetry(@Payload() message: JsMsg): Promise<void> {
    let batch: TelemetryBatch;
    try {
      batch = decodeTelemetryBatch(message.data);
    } catch (error) {
      return this.bury(message, error as Error);
    }
    await this.sink.store(batch, nameOf(message));
  }

  /** How many readings an unreadable batch held only its header can say; without one it counts as one. */
  private async bury(message: JsMsg, error: Error): Promise<void> {
    const readings = Number(message.headers?.get(ACCOUNT_HEADERS.readings)) || 1;
    const letter: DeadLetter = {
      origin: "storage",
      reason: "unreadable_batch",
      detail: error.message,
      topic: message.subject,
      payload: message.data,
      readings,
      at: Date.now(),
    };
    await this.publisher.publishDeadLetter(letter, nameOf(message));
    this.counts.addDeadLettered("unreadable_batch", readings);
  }
}

/** The same at each delivery, and of no other message: a stream that is made anew counts from 1 again. */
function nameOf({ seq, timestampNanos }: JsMsg): string {
  return `storage.${seq}.${timestampNanos}`;
}
