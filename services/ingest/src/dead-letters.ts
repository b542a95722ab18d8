import { createHash, randomUUID } from "node:crypto";
import type { DeadLetter, DeadLetterReason } from "@gridwatch/contracts";

/** A part of a message that cannot be used. */
export interface Rejection {
  reason: DeadLetterReason;
  detail: string;
  /** The JSON value, or `undefined` for a payload that could not be parsed. */
  part: unknown;
}

/**
 * The dead letters of one message. A message of which nothing could be used, for one reason, is kept byte for byte;
 * else there is one letter per reason, an array of the elements it concerns, so that it can be sent again as it is.
 */
export function deadLettersOf(
  topic: string,
  payload: Uint8Array,
  accepted: number,
  rejections: readonly Rejection[],
  at: number,
): DeadLetter[] {
  const byReason = new Map<DeadLetterReason, Rejection[]>();
  for (const rejection of rejections) {
    const group = byReason.get(rejection.reason);
    if (group === undefined) byReason.set(rejection.reason, [rejection]);
    else group.push(rejection);
  }
  const whole = accepted === 0 && byReason.size === 1;
  // Each letter's readings get milliseconds of their own, which time those that carry none when the letter is replayed.
  let next = at;
  return [...byReason].map(([reason, group]) => {
    const letterAt = next;
    next += group.length;
    return {
      origin: "ingest",
      reason,
      detail: group[0]?.detail ?? "",
      topic,
      payload: whole ? payload : (elementsOf(group) ?? payload),
      readings: group.length,
      at: letterAt,
    };
  });
}

/**
 * The same for a message's letter at each delivery: killed between the letter and the PUBACK, ingest buries it again. Of the time at
 * which it is refused nothing may be in it. The message's name is, as two equal messages are two; and so are the bytes, as the broker
 * gives each packet id out again after 65,535 messages. What is left is an equal message under the same packet id within the stream's
 * two minutes: one letter of two that say the same.
 */
export function letterId({ reason, topic, payload }: DeadLetter, message: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([message, reason, topic]))
    .update(payload);
  return `ingest.${hash.digest("base64url")}`;
}

/** The refused elements as an array, or `undefined` when they are nested too deep to be written again. */
function elementsOf(rejections: readonly Rejection[]): Buffer | undefined {
  if (rejections.some(({ part }) => part === undefined)) return undefined;
  try {
    return Buffer.from(toJson(rejections.map(({ part }) => part)));
  } catch {
    return undefined;
  }
}

/** JSON text can hold numbers too large for a double, such as 1e999; written again they must not become `null`. */
function toJson(value: unknown): string {
  let mark: string | undefined;
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (part !== Number.POSITIVE_INFINITY && part !== Number.NEGATIVE_INFINITY) return part;
    mark ??= randomUUID();
    return part > 0 ? mark : `-${mark}`;
  });
  return mark === undefined ? text : text.replaceAll(`"${mark}"`, "1e999").replaceAll(`"-${mark}"`, "-1e999");
}
