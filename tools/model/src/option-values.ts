import { basename, resolve } from "node:path";
import { MODEL_KINDS, type ModelKind } from "@gridwatch/contracts";
import { timeOf } from "./recording.js";

/** As the manifest's schema has them. */
const LONGEST_NAME = 63;
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function number(option: string, text: string, lowest: number, highest: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= lowest && value <= highest)) {
    throw new Error(`${option} must be a number from ${lowest} to ${highest}, not "${text}"`);
  }
  return value;
}

export function wholeNumber(option: string, text: string, lowest: number, highest: number): number {
  const value = number(option, text, lowest, highest);
  if (!Number.isInteger(value)) throw new Error(`${option} must be a whole number, not "${text}"`);
  return value;
}

/** `500ms`, `5s`, `15m`, `1h`, `1d`. */
export function durationMs(option: string, text: string, lowestMs: number, highestMs: number): number {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(value) * UNITS_MS[(unit ?? "ms") as keyof typeof UNITS_MS];
  if (!Number.isInteger(ms) || ms < lowestMs || ms > highestMs) {
    throw new Error(`${option} must be a time such as 5s or 15m, from ${lowestMs} to ${highestMs} ms, not "${text}"`);
  }
  return ms;
}

/** Epoch milliseconds of ISO 8601, or of epoch seconds or milliseconds. */
export function time(option: string, text: string): number {
  const at = timeOf(text);
  if (Number.isNaN(at)) throw new Error(`${option} must be a time`);
  return at;
}

export function modelKind(option: string, text: string | undefined): ModelKind {
  const kind = MODEL_KINDS.find((one) => one === text);
  if (kind === undefined) throw new Error(`${option} must be ${MODEL_KINDS.join(" or ")}`);
  return kind;
}

export function modelName(option: string, text: string): string {
  if (!NAME.test(text)) throw new Error(`${option} must be lower case letters, digits and dashes`);
  return text;
}

/** Of a package that is given none: what its folder is called, as far as a name may have it. */
export function nameOfFolder(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, LONGEST_NAME)
    .replace(/-$/, "");
  if (name === "") throw new Error(`--name is missing: none can be made of --out ${folder}`);
  return name;
}

export function modelVersion(option: string, text: string): string {
  if (!/^\d+\.\d+\.\d+$/.test(text)) throw new Error(`${option} must be a semantic version such as 1.0.0`);
  return text;
}

/** What a person types to have it done again. */
export function commandLine(command: string, args: readonly string[]): string {
  return `npm run model -- ${command} ${args.map(quoted).join(" ")}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
