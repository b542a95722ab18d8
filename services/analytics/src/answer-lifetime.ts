import type { Windows } from "./windows.js";

/** Only what comes late can still change it. */
const SETTLED_MS = 300_000;

/** Of a window that is filling, so much may be missing. */
const PART_OF_A_WINDOW = 60;
const SHORTEST_MS = 2_000;
const LONGEST_MS = 60_000;

/** How long an answer may be used: long when all of its range is over and rolled up, else in proportion to its windows. */
export function answerLifetimeMs({ range, windowMs }: Windows, rolledUntil: number): number {
  if (range.to <= rolledUntil) return SETTLED_MS;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, windowMs / PART_OF_A_WINDOW));
}
