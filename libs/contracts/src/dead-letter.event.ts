import { ACCOUNT_HEADERS } from "./account-headers.js";

/**
 * Why something could not be used. The name is the last token of the dead letter's subject and the `reason`
 * label of every counter.
 */
export const DEAD_LETTER_REASONS = {
  topic: "the topic is not <prefix>/{device}/{word}",
  device_id: "the device id is not [A-Za-z0-9_-]{1,64}",
  device_mismatch: "the envelope names another device than the topic",
  empty: "the payload is empty",
  too_large: "the message is over the size limit",
  not_utf8: "the payload is not UTF-8 text",
  malformed_json: "the payload is not JSON",
  unknown_shape: "the JSON is none of the accepted forms",
  no_metrics: "the reading carries no metric",
  too_many_metrics: "the reading carries too many metrics",
  metric_name: "a metric's name is not [a-z][a-z0-9_]{0,63} or is reserved",
  metric_value: "a metric's value is not a finite number",
  timestamp_invalid: "the timestamp is neither ISO 8601 nor epoch seconds or milliseconds",
  timestamp_ahead: "the timestamp is too far in the future",
  timestamp_expired: "the timestamp is older than the retention of raw readings",
  too_many_new_devices: "the device is new, and too many others were in the same minute",
  too_many_devices: "the device is new, and as many as may be are known",
  unreadable_batch: "a batch on the backbone is not one this version can read",
  rejected_by_database: "the database refused the reading",
} as const;

export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS;

export type DeadLetterOrigin = "ingest" | "storage";

/**
 * Something the platform could not use, kept so that it can be read, counted and replayed.
 *
 * Published by: ingest, storage. Consumed by: people, through the API.
 * Subject: `dead-letters.<origin>.<reason>`. The message's body is `payload` untouched; the rest stands in headers.
 */
export interface DeadLetter {
  origin: DeadLetterOrigin;
  reason: DeadLetterReason;
  /** What exactly was wrong, for a person. */
  detail: string;
  /** The MQTT topic it came with, or the subject for what came over the backbone. */
  topic: string;
  /** The bytes that were refused. Of an array with good and bad elements: an array of the bad ones. */
  payload: Uint8Array;
  /** How many readings this stands for. */
  readings: number;
  /** When it was refused, epoch milliseconds. */
  at: number;
  /** Size of the original in bytes, when `payload` had to be cut to fit a message. */
  truncatedFrom?: number;
}

export const DEAD_LETTER_SUBJECTS = "dead-letters.>";

/** A longer payload is cut: with its headers it must fit NATS' default limit of 1 MiB a message. */
export const DEAD_LETTER_MAX_PAYLOAD_BYTES = 960_000;

/** A longer topic is cut in the headers, where percent-encoding can make it nine times as long. */
const MAX_TOPIC_LENGTH = 4_096;

export function deadLetterSubject(letter: Pick<DeadLetter, "origin" | "reason">): string {
  return `dead-letters.${letter.origin}.${letter.reason}`;
}

/** Header names of a dead letter's message. Values are percent-encoded, since topics may hold any character. */
export const DEAD_LETTER_HEADERS = {
  topic: "Grid-Topic",
  detail: "Grid-Detail",
  readings: ACCOUNT_HEADERS.readings,
  at: "Grid-At",
  truncatedFrom: "Grid-Truncated-From",
} as const;

/** The parts of a message that `encodeDeadLetter` makes and a publisher sends. */
export interface EncodedDeadLetter {
  subject: string;
  payload: Uint8Array;
  headers: Record<string, string>;
}

export function encodeDeadLetter(letter: DeadLetter): EncodedDeadLetter {
  const tooLong = letter.payload.length > DEAD_LETTER_MAX_PAYLOAD_BYTES;
  const headers: Record<string, string> = {
    [DEAD_LETTER_HEADERS.topic]: encodeHeader(letter.topic.slice(0, MAX_TOPIC_LENGTH)),
    [DEAD_LETTER_HEADERS.detail]: encodeHeader(letter.detail.slice(0, 1_000)),
    [DEAD_LETTER_HEADERS.readings]: String(letter.readings),
    [DEAD_LETTER_HEADERS.at]: new Date(letter.at).toISOString(),
  };
  const truncatedFrom = letter.truncatedFrom ?? (tooLong ? letter.payload.length : undefined);
  if (truncatedFrom !== undefined) headers[DEAD_LETTER_HEADERS.truncatedFrom] = String(truncatedFrom);
  return {
    subject: deadLetterSubject(letter),
    payload: tooLong ? letter.payload.subarray(0, DEAD_LETTER_MAX_PAYLOAD_BYTES) : letter.payload,
    headers,
  };
}

/** @throws TypeError when subject or headers are not those of a dead letter. */
export function decodeDeadLetter(subject: string, payload: Uint8Array, header: (name: string) => string): DeadLetter {
  const [stream, origin, reason, ...rest] = subject.split(".");
  if (stream !== "dead-letters" || rest.length > 0 || (origin !== "ingest" && origin !== "storage")) {
    throw new TypeError(`${subject} is not a dead letter's subject`);
  }
  if (reason === undefined || !Object.hasOwn(DEAD_LETTER_REASONS, reason)) {
    throw new TypeError(`${subject} names no known reason`);
  }
  const at = Date.parse(header(DEAD_LETTER_HEADERS.at));
  const readings = Number(header(DEAD_LETTER_HEADERS.readings));
  if (Number.isNaN(at) || !Number.isInteger(readings)) throw new TypeError(`${subject} lacks its headers`);
  const truncatedFrom = header(DEAD_LETTER_HEADERS.truncatedFrom);
  return {
    origin,
    reason: reason as DeadLetterReason,
    detail: decodeURIComponent(header(DEAD_LETTER_HEADERS.detail)),
    topic: decodeURIComponent(header(DEAD_LETTER_HEADERS.topic)),
    payload,
    readings,
    at,
    ...(truncatedFrom === "" ? {} : { truncatedFrom: Number(truncatedFrom) }),
  };
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Lone surrogates would make encodeURIComponent throw, and a hostile topic may hold them. */
function encodeHeader(text: string): string {
  return encodeURIComponent(text.replace(LONE_SURROGATE, "\uFFFD"));
}
