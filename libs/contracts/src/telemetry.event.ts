import { fnv1a } from "./fnv1a.js";
import { assertReadingColumns, type ReadingColumns } from "./reading-columns.js";

/**
 * A batch of readings, all of devices that share one shard.
 *
 * Published by: ingest. Consumed by: storage, realtime.
 * Subject: `telemetry.<shard>`. Encoding: JSON, UTF-8.
 */
export interface TelemetryBatch extends ReadingColumns {
  /** Version of this message's shape. */
  v: 1;
}

export const TELEMETRY_SUBJECTS = "telemetry.*";

/**
 * TELEMETRY is split into this many subjects. Fixed, because a device must stay in its shard for as long as
 * the stream holds its readings: only so does everything of one device stay in order.
 */
export const TELEMETRY_SHARDS = 16;

export function telemetrySubject(shard: number): string {
  return `telemetry.${shard}`;
}

/** The shard of a device: FNV-1a over its id (ASCII), modulo the number of shards. */
export function shardOf(device: string): number {
  return fnv1a(device) % TELEMETRY_SHARDS;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export function encodeTelemetryBatch(batch: TelemetryBatch): Uint8Array {
  return encoder.encode(JSON.stringify(batch));
}

/** @throws SyntaxError or TypeError when the bytes are not a batch this version understands. */
export function decodeTelemetryBatch(bytes: Uint8Array): TelemetryBatch {
  const value: unknown = JSON.parse(decoder.decode(bytes));
  if ((value as { v?: unknown } | null)?.v !== 1) throw new TypeError("not a telemetry batch of version 1");
  assertReadingColumns(value);
  return value as TelemetryBatch;
}
