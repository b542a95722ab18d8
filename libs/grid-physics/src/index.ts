export * from "./apparent-power.js";
export * from "./voltage-unbalance.js";
