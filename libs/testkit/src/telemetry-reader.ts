import {
  DEAD_LETTERS_STREAM,
  type DeadLetter,
  decodeDeadLetter,
  decodeTelemetryBatch,
  rowValues,
  TELEMETRY_STREAM,
} from "@gridwatch/contracts";
import { type NatsAddress, readStream } from "./stream-reader.js";

export interface StreamedReading {
  device: string;
  timestamp: number;
  receivedAt: number;
  suspect: boolean;
  data: Record<string, number>;
}

/** Every reading that TELEMETRY holds, in the order of the stream. */
export async function readTelemetry(nats: NatsAddress): Promise<StreamedReading[]> {
  const messages = await readStream(nats, TELEMETRY_STREAM.name);
  return messages.flatMap(({ data }) => {
    const batch = decodeTelemetryBatch(data);
    return batch.devices.map((device, row) => ({
      device,
      timestamp: batch.timestamps[row] ?? Number.NaN,
      receivedAt: batch.receivedAt[row] ?? Number.NaN,
      suspect: batch.suspect.includes(row),
      data: rowValues(batch, row),
    }));
  });
}

/** Everything DEAD_LETTERS holds. */
export async function readDeadLetters(nats: NatsAddress): Promise<DeadLetter[]> {
  const messages = await readStream(nats, DEAD_LETTERS_STREAM.name);
  return messages.map(({ subject, data, header }) => decodeDeadLetter(subject, data, header));
}
