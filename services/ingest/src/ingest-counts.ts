import type { DeadLetterReason } from "@gridwatch/contracts";

/** Readings since the start. What is received and neither published nor dead-lettered is held. */
export class IngestCounts {
  received = 0;
  published = 0;
  suspect = 0;
  /** On their way to the backbone; what still waits in open batches comes on top. */
  underWay = 0;
  /** Stay with the broker, since the backbone could not be given them. */
  failed = 0;
  readonly deadLettered = new Map<DeadLetterReason, number>();

  addDeadLettered(reason: DeadLetterReason, readings: number): void {
    this.deadLettered.set(reason, (this.deadLettered.get(reason) ?? 0) + readings);
  }
}
