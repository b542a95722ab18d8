import type { DeadLetterOrigin, DeadLetterReason } from "./dead-letter.event.js";

/**
 * The order to take a dead letter in again. It names the letter instead of holding it: as long as the letter stands in
 * DEAD_LETTERS it is to be replayed, and when it is gone it has been, however often the order comes.
 *
 * Published by: analytics. Consumed by: ingest. Subject: `replays.letters`. Encoding: JSON, UTF-8.
 */
export interface ReplayOrder {
  /** When DEAD_LETTERS was made, as the server says: in a stream made anew the number is another letter's. */
  created: string;
  /** The letter's sequence number. */
  seq: number;
}

export const REPLAY_SUBJECTS = "replays.>";

export const REPLAY_SUBJECT = "replays.letters";

export function encodeReplayOrder({ created, seq }: ReplayOrder): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ created, seq }));
}

/** The id under which an order is taken once, however many people give it at the same time. */
export function replayOrderId({ created, seq }: ReplayOrder): string {
  return `${created}/${seq}`;
}

/** @throws SyntaxError or TypeError when the bytes are not an order. */
export function decodeReplayOrder(bytes: Uint8Array): ReplayOrder {
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  const { created, seq } = (value ?? {}) as Partial<ReplayOrder>;
  if (typeof created !== "string" || !Number.isSafeInteger(seq)) throw new TypeError("not the order of a replay");
  return { created, seq: seq as number };
}

/**
 * What was ordered to be replayed, by whom and why.
 *
 * Published and consumed by: analytics. Subject: `replay-history`. Encoding: JSON, UTF-8.
 */
export interface ReplayRecord {
  /** ISO 8601. */
  at: string;
  /** How many letters. */
  replayed: number;
  /** Which were meant: of an origin, of a reason, those named. */
  origin?: DeadLetterOrigin;
  reason?: DeadLetterReason;
  sequences?: number[];
  /** ISO 8601: those refused at this time or later. */
  since?: string;
  /** There were more: these were the oldest. */
  more?: true;
  by?: string;
  why?: string;
}

export const REPLAY_RECORD_SUBJECT = "replay-history";
