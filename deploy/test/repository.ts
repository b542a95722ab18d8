import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

export function inRepository(path: string): string {
  return join(ROOT, path);
}

export function textOf(path: string): string {
  return readFileSync(inRepository(path), "utf8");
}
