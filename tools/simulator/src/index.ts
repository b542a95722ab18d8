export * from "./faults.js";
export * from "./load-curve.js";
export * from "./random.js";
export * from "./unit-character.js";
export * from "./unit-model.js";
