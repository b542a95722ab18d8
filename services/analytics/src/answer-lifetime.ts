import { LATE_TOLD_MS } from "@gridwatch/telemetry-store";
import type { Windows } from "./windows.js";

/** Between a late reading's being stored and an answer's minding it, storage looks for what is touched, and analytics for its word. */
const NOTICED_MS = 15_000;

/** Only what comes late can still change it, and that is told for longer than an answer from before is kept. */
const SETTLED_MS = LATE_TOLD_MS - NOTICED_MS;

/** Of a window that is filling, so much may be missing. */
const PART_OF_A_WINDOW = 60;
const SHORTEST_MS = 2_000;
const LONGEST_MS = 60_000;

/**
 * How long an answer may be kept: long when its range is settled (`TelemetryReader.isSettled`), else in proportion to its
 * windows. One of a settled range is kept apart from one of the same range while it is not.
 */
export function answerLifetimeMs({ windowMs }: Windows, isSettled: boolean): number {
  if (isSettled) return SETTLED_MS;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, windowMs / PART_OF_A_WINDOW));
}
