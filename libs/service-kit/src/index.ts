export * from "./bootstrap.js";
export * from "./env-config.js";
export * from "./http.config.js";
export * from "./logger.js";
export * from "./problem-details.filter.js";
export * from "./problem-schema.js";
export * from "./readiness.js";
export * from "./service-kit.module.js";
