import { fileURLToPath } from "node:url";

/** The repository's root: this file lies three folders below it, as source and as built. */
export const REPOSITORY_ROOT = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
