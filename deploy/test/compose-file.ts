import { parse } from "yaml";
import { textOf } from "./repository.js";

export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile: string; target: string; args: Record<string, string> };
  user?: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  networks?: string[];
  volumes?: string[];
  tmpfs?: string[];
  profiles?: string[];
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number; start_period: string };
  restart?: string;
  init?: boolean;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  privileged?: boolean;
  security_opt?: string[];
  logging?: { driver: string; options: Record<string, string> };
  mem_limit?: string;
  pids_limit?: number;
  stop_grace_period?: string;
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

/** A `${NAME}`, `${NAME:-default}` or `${NAME:?message}`; `$$` is a dollar sign. */
const VARIABLE = /\$(?:\$|\{([A-Z][A-Z0-9_]*)(?:(:[-?])([^}]*))?\}|)/g;

export interface ComposeVariable {
  name: string;
  /** `undefined` where there is none. */
  fallback: string | undefined;
  required: boolean;
}

/** Every use of a variable. */
export function composeVariables(): ComposeVariable[] {
  const used: ComposeVariable[] = [];
  mapTexts(parsed(), (text) => {
    for (const [, name, kind, rest] of text.matchAll(VARIABLE)) {
      if (name !== undefined) used.push({ name, fallback: kind === ":-" ? rest : undefined, required: kind === ":?" });
    }
    return text;
  });
  return used;
}

/**
 * The file as compose sees it with these variables, which it fills in after parsing: a value is text whatever stands in
 * it. @throws Error naming a required variable that is missing or empty.
 */
export function loadCompose(variables: Record<string, string>): ComposeFile {
  const fill = (match: string, name: string | undefined, kind: string | undefined, rest: string) => {
    if (match === "$$") return "$";
    if (name === undefined) throw new Error("a bare $ must be doubled");
    const value = variables[name] ?? "";
    if (value === "" && kind === ":?") throw new Error(`${name}: ${rest}`);
    return value === "" && kind === ":-" ? rest : value;
  };
  return mapTexts(parsed(), (text) => text.replaceAll(VARIABLE, fill)) as ComposeFile;
}

/** A duration such as `90s` or `1m30s`, in milliseconds. */
export function durationMs(duration: string): number {
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  const parts = [...duration.matchAll(/(\d+)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration) {
    throw new Error(`not a duration: ${duration}`);
  }
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (units[unit] ?? 0), 0);
}

function parsed(): unknown {
  return parse(textOf("docker-compose.yaml"), { merge: true });
}

/** A copy with every text in it replaced; names stay. */
function mapTexts(node: unknown, map: (text: string) => string): unknown {
  if (typeof node === "string") return map(node);
  if (Array.isArray(node)) return node.map((item) => mapTexts(item, map));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapTexts(value, map)]));
}
