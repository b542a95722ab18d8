export { eventually } from "./eventually.js";
export { type Fault, FaultProxy } from "./fault-proxy.js";
export { changeInfluxPassword, type InfluxAddress, queryInflux } from "./influx-reader.js";
export { parseMetrics, readMetric, type Sample } from "./metrics.js";
export { cpuSeconds, cpuSecondsWithChildren, peakMemoryMb } from "./process-usage.js";
export { connectNats, type NatsAddress, readStream, type StreamMessage } from "./stream-reader.js";
export { TcpProxy } from "./tcp-proxy.js";
export { readDeadLetters, readTelemetry, type StreamedReading } from "./telemetry-reader.js";
export { temporaryDirectory } from "./temporary-directory.js";
