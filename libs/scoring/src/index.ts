export * from "./anomaly-detector.js";
export * from "./residuals.js";
export * from "./scoring-plan.js";
export * from "./unit-calibration.js";
export * from "./unit-scorer.js";
export * from "./unit-window.js";
