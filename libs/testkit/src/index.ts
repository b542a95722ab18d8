export { expectAccountsToAgree } from "./accounts.js";
export { makeCertificates } from "./certificates.js";
export { chromiumLaunchOptions } from "./chromium.js";
export { EmqxApi } from "./emqx-api.js";
export { eventually } from "./eventually.js";
export { type Fault, FaultProxy } from "./fault-proxy.js";
export { changeInfluxPassword, type InfluxAddress, queryInflux } from "./influx-reader.js";
export { LightClient } from "./light-client.js";
export { parseMetrics, readMetric, type Sample } from "./metrics.js";
export {
  type BrokerAddress,
  type LoadOptions,
  NumberedLoad,
  type NumberedReadings,
  type Place,
} from "./numbered-load.js";
export { OtlpReceiver, type ReceivedSpan } from "./otlp-receiver.js";
export { cpuSeconds, cpuSecondsWithChildren, peakMemoryMb } from "./process-usage.js";
export { connectNats, type NatsAddress, readStream, type StreamMessage } from "./stream-reader.js";
export { TcpProxy } from "./tcp-proxy.js";
export { readDeadLetters, readTelemetry, type StreamedReading } from "./telemetry-reader.js";
export { temporaryDirectory } from "./temporary-directory.js";
export { type Stores, settledVerdict, storedBelow, type Verdict } from "./verdict.js";
