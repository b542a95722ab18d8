export { clockSkew } from "./clock-skew.js";
export { Examination, fault, ok, type Said, unknown, warning, worst } from "./examination.js";
export { checkDisk, nodeState } from "./machine-checks.js";
export { isAtLeast } from "./version.js";
