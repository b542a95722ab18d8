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

/** What a link can name in a Markdown file: its headings, as GitHub makes anchors of them. */
export function anchorsOf(path: string): string[] {
  return [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
