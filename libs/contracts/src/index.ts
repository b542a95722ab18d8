export * from "./dead-letter.event.js";
export * from "./electrical-metrics.js";
export * from "./identifiers.js";
export * from "./live.socket.js";
export * from "./reading-columns.js";
export * from "./rest.js";
export * from "./streams.js";
export * from "./telemetry.event.js";
