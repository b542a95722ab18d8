import { checkMetrics, describe } from "./metrics-check.js";
import type { ReadingSink } from "./reading-sink.js";

export interface Envelope {
  device?: unknown;
  timestamp?: unknown;
  data: Record<string, unknown>;
}

/** An object whose `data` is an object is an envelope: no metric can have an object as its value. */
export function isEnvelope(value: object): value is Envelope {
  const { data } = value as { data?: unknown };
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** `{"device","timestamp","data":{…}}`, where the device must be the topic's. */
export function decodeEnvelope(value: Envelope, device: string, sink: ReadingSink): void {
  if (value.device !== device) {
    sink.reject("device_mismatch", `device is ${describe(value.device)}, the topic's is ${device}`, value);
  } else if (checkMetrics(value.data, false, value, sink)) {
    sink.accept(value.timestamp, value.data, value);
  }
}
