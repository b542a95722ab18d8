export * from "./degradation/degradation.js";
export * from "./degradation/unit-life.js";
export * from "./faults.js";
export * from "./load-curve.js";
export * from "./nameplates.js";
export * from "./random.js";
export * from "./unit-character.js";
export * from "./unit-model.js";
