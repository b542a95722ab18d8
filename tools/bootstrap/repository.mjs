import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A program that npm installed. */
export function installed(program) {
  return join(ROOT, "node_modules/.bin", program);
}

/** npm with these arguments, as command and arguments. npm tells the scripts it runs where it lies itself. */
export function npm(...args) {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js") ? [process.execPath, [script, ...args]] : ["npm", args];
}
