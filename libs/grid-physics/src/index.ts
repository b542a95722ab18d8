export * from "./apparent-power.js";
export * from "./nominal-voltage.js";
export * from "./phase-currents.js";
export * from "./supply-voltage.js";
export * from "./thermal-course.js";
export * from "./transformer-ageing.js";
export * from "./voltage-events.js";
export * from "./voltage-unbalance.js";
