export { PLATFORM_OPTIONS, PLATFORM_USAGE, platformAddress } from "./platform-address.js";
export { askPlatform } from "./platform-api.js";
export { table } from "./table.js";
export { cut, visible } from "./terminal-text.js";
