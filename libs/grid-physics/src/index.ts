export * from "./apparent-power.js";
export * from "./transformer-ageing.js";
export * from "./voltage-unbalance.js";
