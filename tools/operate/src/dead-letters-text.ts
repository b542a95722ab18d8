import type { DeadLetterCounts, DeadLetterList, ReplayResult } from "@gridwatch/contracts";
import { table } from "./table.js";

/** More of what was wrong stands in the answer of --json. */
const DETAIL_CHARACTERS = 60;

export function listText({ letters, next }: DeadLetterList): string {
  if (letters.length === 0) return "no dead letters\n";
  const rows = letters.map(({ seq, at, origin, reason, readings, topic, detail, notReplayable }) => [
    String(seq),
    at,
    `${origin}: ${reason}`,
    readings,
    topic,
    notReplayable === undefined ? cut(detail) : `${cut(detail)} (cannot be replayed: ${notReplayable})`,
  ]);
  const older = next === undefined ? "" : `\nthere are older ones: --limit, or --reason and --since, show others\n`;
  return `${table([["number", "refused at", "by: reason", "readings", "topic", "detail"], ...rows])}\n${older}`;
}

export function countText({ counts, since }: DeadLetterCounts): string {
  if (counts.length === 0) return "no dead letters\n";
  const total = counts.reduce((sum, { letters }) => sum + letters, 0);
  const rows = counts.map(({ origin, reason, letters, readingsEver }) => [
    `${origin}: ${reason}`,
    letters,
    readingsEver ?? "–",
  ]);
  const head = ["by: reason", "letters now", since === undefined ? "readings ever" : `readings since ${since}`];
  return `${table([head, ...rows, ["all", total]])}\n`;
}

/** @param done whether it was done, and not only looked at */
export function replayText({ matched, replayed, skipped, more }: ReplayResult, done: boolean): string {
  const lines = [
    done
      ? `${replayed} of ${matched} letters are being taken in again; those that are still bad come back as new ones`
      : `${replayed} of ${matched} letters would be taken in again: say so with --yes`,
    ...skipped.map(({ seq, why }) => `  ${seq} stays: ${why}`),
    ...(more ? [done ? "there are more: run it again" : "there are more than --limit allows at once"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function cut(text: string): string {
  return text.length <= DETAIL_CHARACTERS ? text : `${text.slice(0, DETAIL_CHARACTERS - 1)}…`;
}
