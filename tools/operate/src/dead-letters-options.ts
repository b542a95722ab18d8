import { parseArgs } from "node:util";
import { DEAD_LETTER_REASONS, type ReplayRequest } from "@gridwatch/contracts";
import { PLATFORM_OPTIONS, PLATFORM_USAGE } from "./platform-address.js";

const ACTIONS = ["list", "count", "replay"] as const;
const ORIGINS = ["ingest", "storage"];

export const USAGE = `npm run deadletters -- list|count|replay [options]

Shows what could not be used and why, and has it taken in again after a fix.

  list               the newest first
  count              how many by origin and reason
  replay             says what would be taken in again; does it with --yes

  --origin O         of ingest or of storage only
  --reason R         of one reason only, such as timestamp_ahead
  --since T          refused at this time or later, ISO 8601 (list, replay)
  --sequences N,N    these letters and no others (replay)
  --limit N          at most so many (list: 50, at most 200; replay: 1000, at most 10000)
  --yes              do it (replay)
  --json             the API's answer as it is, payloads included
${PLATFORM_USAGE}  --help             this text
`;

export interface DeadLettersOptions {
  action: (typeof ACTIONS)[number];
  filter: Pick<ReplayRequest, "origin" | "reason" | "since" | "limit" | "sequences">;
  yes: boolean;
  json: boolean;
  url?: string | undefined;
  data?: string | undefined;
}

/**
 * @param args what stands behind the command
 * @returns `"help"` when that is asked for
 * @throws Error that tells what is wrong with the arguments
 */
export function parseDeadLettersOptions(args: string[]): DeadLettersOptions | "help" {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...PLATFORM_OPTIONS,
      origin: { type: "string" },
      reason: { type: "string" },
      since: { type: "string" },
      sequences: { type: "string" },
      limit: { type: "string" },
      yes: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const [action, ...more] = positionals;
  if (!isOneOf(ACTIONS, action) || more.length > 0) throw new Error(`say one of ${ACTIONS.join(", ")}`);
  const { origin, reason, since, sequences, limit, yes, json, url, data } = values;
  if (origin !== undefined && !isOneOf(ORIGINS, origin)) throw new Error(`--origin must be ${ORIGINS.join(" or ")}`);
  if (reason !== undefined && !Object.hasOwn(DEAD_LETTER_REASONS, reason)) {
    throw new Error(`--reason must be one of ${Object.keys(DEAD_LETTER_REASONS).join(", ")}`);
  }
  if (since !== undefined && Number.isNaN(Date.parse(since))) throw new Error("--since must be a time of ISO 8601");
  if (sequences !== undefined && action !== "replay") throw new Error("--sequences goes with replay");
  if (yes && action !== "replay") throw new Error("--yes goes with replay");
  if (action === "count" && (since ?? limit) !== undefined)
    throw new Error("--since and --limit go with list and replay");
  const filter = {
    ...(origin === undefined ? {} : { origin }),
    ...(reason === undefined ? {} : { reason }),
    ...(since === undefined ? {} : { since: Date.parse(since) }),
    ...(sequences === undefined
      ? {}
      : { sequences: sequences.split(",").map((text) => wholeNumber("--sequences", text, Number.MAX_SAFE_INTEGER)) }),
    ...(limit === undefined ? {} : { limit: wholeNumber("--limit", limit, action === "list" ? 200 : 10_000) }),
  } as DeadLettersOptions["filter"];
  return { action, filter, yes, json, url, data };
}

function isOneOf<T extends string>(all: readonly T[], value: string | undefined): value is T {
  return (all as readonly (string | undefined)[]).includes(value);
}

function wholeNumber(option: string, text: string, highest: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 1 || value > highest) {
    throw new Error(`${option} must be whole numbers from 1 to ${highest}, not "${text}"`);
  }
  return value;
}
