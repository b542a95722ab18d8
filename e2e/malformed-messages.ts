import type { DeadLetterReason } from "@gridwatch/contracts";
import type { DeviceMessage } from "./device-clients.js";

const topic = "sensors/unit-1/telemetry";
const hourAhead = Date.now() + 3_600_000;
const manyMetrics = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`metric_${i}`, i]));

/** Each way in which a message can be unusable, with the reason its dead letter must carry. */
export const MALFORMED: { reason: DeadLetterReason; message: DeviceMessage }[] = [
  { reason: "malformed_json", message: { topic, payload: '{"input_voltage":240.5,' } },
  { reason: "malformed_json", message: { topic, payload: '{"input_voltage":NaN}' } },
  { reason: "metric_value", message: { topic, payload: '{"input_voltage":"240.5"}' } },
  { reason: "metric_value", message: { topic, payload: '{"input_voltage":null}' } },
  { reason: "metric_value", message: { topic, payload: '{"input_voltage":1e999}' } },
  { reason: "metric_name", message: { topic, payload: '{"Input-Voltage":1}' } },
  { reason: "no_metrics", message: { topic, payload: "{}" } },
  { reason: "too_many_metrics", message: { topic, payload: JSON.stringify(manyMetrics) } },
  { reason: "unknown_shape", message: { topic, payload: '"a text"' } },
  { reason: "device_id", message: { topic: "sensors/unit 1/telemetry", payload: '{"input_voltage":1}' } },
  { reason: "device_mismatch", message: { topic, payload: '{"device":"unit-2","data":{"input_voltage":1}}' } },
  { reason: "topic", message: { topic: "sensors/unit-1", payload: '{"input_voltage":1}' } },
  { reason: "too_large", message: { topic, payload: `{"input_voltage":1${" ".repeat(70_000)}}` } },
  { reason: "timestamp_ahead", message: { topic, payload: `{"input_voltage":1,"timestamp":${hourAhead}}` } },
  {
    reason: "timestamp_expired",
    message: { topic, payload: '{"input_voltage":1,"timestamp":"1999-12-31T23:59:59Z"}' },
  },
  { reason: "timestamp_invalid", message: { topic, payload: '{"input_voltage":1,"timestamp":"yesterday"}' } },
  { reason: "empty", message: { topic, payload: "" } },
  { reason: "not_utf8", message: { topic, payload: Buffer.of(0x00, 0xff, 0xfe, 0x80) } },
];
