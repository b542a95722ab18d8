import type { ReplayRecord, ReplayResult } from "@gridwatch/contracts";
import { formatCount, formatInFull } from "../../ui/format.js";

function letters(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "letter" : "letters"}`;
}

/** What a dry run says would be done. */
export function describeTrial({ replayed, skipped, more }: ReplayResult): string {
  const left = skipped.length === 0 ? "" : `, ${letters(skipped.length)} cannot be: ${skipped[0]?.why ?? ""}`;
  if (replayed === 0) return `Nothing can be replayed${skipped.length === 0 ? ": there is no such letter" : left}.`;
  return `${letters(replayed)} will be replayed${left}.${more ? " There are more; replay again after these." : ""}`;
}

/** What has been ordered. */
export function describeReplay({ replayed, more }: ReplayResult): string {
  return `${letters(replayed)} ordered to be replayed: they vanish here as they are taken in.${more ? " There are more." : ""}`;
}

/** Which letters were meant. */
export function replayedWhat({ sequences, reason, origin, since, more }: ReplayRecord): string {
  const of = [
    reason?.replaceAll("_", " "),
    origin && `refused by ${origin}`,
    since && `refused since ${formatInFull(Date.parse(since))}`,
  ];
  return [named(sequences, more), of.filter(Boolean).join(", ")].filter(Boolean).join(": ");
}

function named(sequences: ReplayRecord["sequences"], more = false): string {
  if (sequences === undefined) return more ? "the oldest" : "all";
  return sequences.length === 1 ? `letter ${sequences[0]}` : "chosen ones";
}
