import { parseArgs } from "node:util";
import type { ModelKind } from "@gridwatch/contracts";
import { PLATFORM_OPTIONS } from "@gridwatch/operate";
import { modelKind, wholeNumber } from "../option-values.js";
import { loginName } from "./login-name.js";

const LONGEST_REASON = 500;
const LONGEST_BY = 100;

const ANSWER = { ...PLATFORM_OPTIONS, json: { type: "boolean", default: false } } as const;
const ORDER = { ...ANSWER, reason: { type: "string" }, by: { type: "string" } } as const;
const KIND_ORDER = { ...ORDER, kind: { type: "string" } } as const;

/** Which platform is asked, and how its answer is told. */
export interface AnswerOptions {
  url?: string | undefined;
  data?: string | undefined;
  json: boolean;
}

/** Who wants it, and why. */
export interface Order {
  by: string;
  reason: string;
}

export interface ModelName {
  name: string;
  version: string;
}

/* Each @throws Error that tells what is wrong with the arguments. */

export function parsePushOptions(args: string[]): AnswerOptions & Order & { folder: string } {
  const { values, positionals } = parseArgs({ args, options: ORDER, allowPositionals: true });
  const folder = theOne(positionals, "DIR, the package's folder");
  return { ...answer(values), by: who(values), reason: why(values.reason), folder };
}

/** Of a command that only asks. */
export function parseAnswerOptions(args: string[]): AnswerOptions {
  return answer(parseArgs({ args, options: ANSWER }).values);
}

export function parseShowOptions(args: string[]): AnswerOptions & ModelName {
  const { values, positionals } = parseArgs({ args, options: ANSWER, allowPositionals: true });
  return { ...answer(values), ...modelName(positionals) };
}

export function parseActivateOptions(args: string[]): AnswerOptions & Order & ModelName {
  const { values, positionals } = parseArgs({ args, options: ORDER, allowPositionals: true });
  return { ...answer(values), ...order(values), ...modelName(positionals) };
}

/** `NAME@VERSION`, or `--clear` with a kind. */
export function parseShadowOptions(args: string[]): AnswerOptions & Order & (ModelName | { kind: ModelKind }) {
  const options = { ...KIND_ORDER, clear: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const whole = { ...answer(values), ...order(values) };
  if (!values.clear) {
    if (values.kind !== undefined) throw new Error("--kind goes with --clear: a package says of which kind it is");
    return { ...whole, ...modelName(positionals) };
  }
  if (positionals.length > 0) throw new Error("say either NAME@VERSION or --clear");
  return { ...whole, kind: modelKind("--kind", values.kind ?? "anomaly") };
}

export function parseCompareOptions(args: string[]): AnswerOptions & { kind: ModelKind } {
  const { values } = parseArgs({ args, options: { ...ANSWER, kind: { type: "string", default: "anomaly" } } });
  return { ...answer(values), kind: modelKind("--kind", values.kind) };
}

export function parseRollbackOptions(args: string[]): AnswerOptions & Order & { kind: ModelKind } {
  const { values } = parseArgs({ args, options: KIND_ORDER });
  return { ...answer(values), ...order(values), kind: modelKind("--kind", values.kind ?? "anomaly") };
}

export function parseDeactivateOptions(args: string[]): AnswerOptions & Order & { kind: ModelKind } {
  const { values } = parseArgs({ args, options: KIND_ORDER });
  return { ...answer(values), ...order(values), kind: modelKind("--kind", values.kind) };
}

export function parseHistoryOptions(args: string[]): AnswerOptions & { limit: number } {
  const { values } = parseArgs({ args, options: { ...ANSWER, limit: { type: "string", default: "20" } } });
  return { ...answer(values), limit: wholeNumber("--limit", values.limit, 1, 1_000) };
}

function answer({ url, data, json }: AnswerOptions): AnswerOptions {
  if (url !== undefined && !/^https?:\/\//.test(url)) throw new Error(`--url must begin with http://, not "${url}"`);
  return { url, data, json };
}

/** Of what changes what units are scored by, which takes a reason. */
function order(values: { reason?: string; by?: string }): Order {
  const reason = why(values.reason);
  if (reason.trim() === "") throw new Error("--reason is missing");
  return { by: who(values), reason };
}

function why(reason = ""): string {
  if (reason.length > LONGEST_REASON) throw new Error(`--reason may have ${LONGEST_REASON} characters`);
  return reason;
}

function who({ by = loginName() ?? "" }: { by?: string }): string {
  if (by.trim() === "") throw new Error("--by is missing");
  if (by.length > LONGEST_BY) throw new Error(`--by may have ${LONGEST_BY} characters`);
  return by;
}

function modelName(positionals: string[]): ModelName {
  const text = theOne(positionals, "NAME@VERSION");
  const [, name, version] = /^([a-z][a-z0-9-]*)@(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)$/.exec(text) ?? [];
  if (name === undefined || version === undefined) {
    throw new Error(`"${text}" is no NAME@VERSION, such as grid-anomaly@1.0.0`);
  }
  return { name, version };
}

function theOne([first, ...more]: string[], what: string): string {
  if (first === undefined || first === "" || more.length > 0) throw new Error(`say one ${what}`);
  return first;
}
