import { isUtf8 } from "node:buffer";
import type { MetricAliases } from "../config-tables.js";
import type { Topic } from "../topic.js";
import { decodeArray } from "./array.decoder.js";
import { decodeEnvelope, isEnvelope } from "./envelope.decoder.js";
import { decodeFlatObject } from "./flat-object.decoder.js";
import { describe } from "./metrics-check.js";
import type { ReadingSink } from "./reading-sink.js";
import { decodeSingleMetric, isSingleMetric } from "./single-metric.decoder.js";

/** A message's payload is at most this long. */
export const MAX_PAYLOAD_BYTES = 65_536;

/** Finds out which of the accepted forms a payload has and decodes it. */
export function decodePayload(payload: Buffer, topic: Topic, aliases: MetricAliases, sink: ReadingSink): void {
  if (payload.length === 0) return sink.reject("empty", "no payload", undefined);
  if (payload.length > MAX_PAYLOAD_BYTES) {
    return sink.reject("too_large", `${payload.length} bytes, at most ${MAX_PAYLOAD_BYTES}`, undefined);
  }
  if (!isUtf8(payload)) return sink.reject("not_utf8", "not UTF-8 text", undefined);
  let value: unknown;
  try {
    value = JSON.parse(payload.toString());
  } catch (error) {
    return sink.reject("malformed_json", (error as Error).message, undefined);
  }
  if (typeof value === "number") return decodeSingleMetric(value, undefined, topic.word, aliases, value, sink);
  if (typeof value !== "object" || value === null) {
    return sink.reject("unknown_shape", `the payload is ${describe(value)}`, value);
  }
  if (Array.isArray(value)) return decodeArray(value, topic.device, sink);
  if (isEnvelope(value)) return decodeEnvelope(value, topic.device, sink);
  if (isSingleMetric(value, topic.word)) {
    const single = value as { value: unknown; timestamp?: unknown };
    return decodeSingleMetric(single.value, single.timestamp, topic.word, aliases, value, sink);
  }
  decodeFlatObject(value as Record<string, unknown>, sink);
}
