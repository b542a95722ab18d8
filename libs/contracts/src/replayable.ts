import type { DeadLetter } from "./dead-letter.event.js";
import { decodeTelemetryBatch, shardOf, type TelemetryBatch, telemetrySubject } from "./telemetry.event.js";

/** What a letter is when it is taken in again: a device's message, or a batch for the stream that it came from. */
export type Replayable =
  | { kind: "message"; topic: string; payload: Uint8Array; at: number }
  | { kind: "batch"; shard: number; payload: Uint8Array; readings: number };

/** @throws TypeError that says why the letter cannot be replayed */
export function toReplayable(letter: DeadLetter): Replayable {
  const { origin, topic, payload, at, truncatedFrom } = letter;
  if (truncatedFrom !== undefined)
    throw new TypeError(`only the first ${payload.length} of ${truncatedFrom} bytes were kept`);
  if (origin === "ingest") return { kind: "message", topic, payload, at };
  const batch = readBatch(payload);
  const shard = shardOf(batch.devices[0] ?? "");
  if (batch.devices.length === 0) throw new TypeError("it holds no reading");
  if (batch.devices.some((device) => shardOf(device) !== shard) || topic !== telemetrySubject(shard)) {
    throw new TypeError(`its devices do not belong to ${topic}`);
  }
  return { kind: "batch", shard, payload, readings: batch.devices.length };
}

function readBatch(payload: Uint8Array): TelemetryBatch {
  try {
    return decodeTelemetryBatch(payload);
  } catch (error) {
    throw new TypeError(`it is no batch that this version can read: ${(error as Error).message}`, { cause: error });
  }
}
