import { decodeEnvelope, isEnvelope } from "./envelope.decoder.js";
import { decodeFlatObject } from "./flat-object.decoder.js";
import { describe } from "./metrics-check.js";
import type { ReadingSink } from "./reading-sink.js";

/** What a unit kept back during an outage: an array of flat objects or envelopes. Each element stands for itself. */
export function decodeArray(elements: unknown[], device: string, sink: ReadingSink): void {
  if (elements.length === 0) sink.reject("no_metrics", "an empty array", elements);
  for (const element of elements) {
    if (typeof element !== "object" || element === null || Array.isArray(element)) {
      sink.reject("unknown_shape", `an element is ${describe(element)}`, element);
    } else if (isEnvelope(element)) {
      decodeEnvelope(element, device, sink);
    } else {
      decodeFlatObject(element as Record<string, unknown>, sink);
    }
  }
}
