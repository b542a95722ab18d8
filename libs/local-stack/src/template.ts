import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "./repository.js";

/**
 * Fills the `${NAME}` places of a text and leaves everything else as it is, as envsubst does in the nginx image.
 * @throws Error naming a place for which there is no value.
 */
export function renderTemplate(text: string, values: Record<string, string | number>): string {
  return text.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for \${${name}}`);
    return String(value);
  });
}

/** Writes a configuration from its template below `deploy/`; readable by its owner only, since it may hold passwords. */
export function writeConfig(file: string, template: string, values: Record<string, string | number>): void {
  const text = readFileSync(join(REPOSITORY_ROOT, "deploy", template), "utf8");
  writeFileSync(file, renderTemplate(text, values), { mode: 0o600 });
}
