import type { DeadLetterCounts, DeadLetterList, ReplayResult } from "@gridwatch/contracts";
import { table } from "./table.js";
import { cut, visible } from "./terminal-text.js";

/** A longer topic would push the rest off the screen; --json has all of it. */
const TOPIC_CHARACTERS = 60;

/** @param width characters in a line, when there is a terminal to fit; --json has what is cut away */
export function listText({ letters, next }: DeadLetterList, width = Number.POSITIVE_INFINITY): string {
  if (letters.length === 0 && next === undefined) return "no dead letters\n";
  const rows = letters.map(({ seq, at, origin, reason, readings, topic, detail, notReplayable }) => [
    String(seq),
    at,
    `${origin}: ${reason}`,
    readings,
    cut(visible(topic), TOPIC_CHARACTERS),
    visible(notReplayable === undefined ? detail : `(cannot be replayed: ${notReplayable}) ${detail}`),
  ]);
  const lines = table([["number", "refused at", "by: reason", "readings", "topic", "detail"], ...rows]).split("\n");
  const older = next === undefined ? "" : `\nthere are older ones: --limit, or --reason and --since, show others\n`;
  return `${lines.map((line) => cut(line, width)).join("\n")}\n${older}`;
}

export function countText({ counts, since }: Pick<DeadLetterCounts, "counts" | "since">): string {
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
      ? `${replayed} of ${matched} letters are taken in again within seconds; those that are still bad come back as new ones`
      : `${replayed} of ${matched} letters would be taken in again: say so with --yes`,
    ...skipped.map(({ seq, why }) => `  ${seq} stays: ${visible(why)}`),
    ...(more
      ? [done ? "there are more: run it again once these are gone" : "there are more than --limit allows at once"]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}
