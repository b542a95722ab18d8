import { setTimeout as delay } from "node:timers/promises";
import { DEAD_LETTERS_STREAM, deadLetterSubject } from "@gridwatch/contracts";
import {
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type MsgRequest,
  type StreamInfo,
} from "@nats-io/jetstream";
import type { Backbone } from "../backbone.connection.js";
import { type CountedMessage, countedMessage } from "./ledger.js";

/** JetStream's error codes for what does not exist. */
const STREAM_NOT_FOUND = 10059;
const CONSUMER_NOT_FOUND = 10014;

const FETCH_MESSAGES = 500;

/** For the next message. */
const PATIENCE_MS = 5_000;
const LAG_POLL_MS = 50;

/** The stream as it is, or `undefined` while it has not been made. */
export function findStream({ jsm }: Backbone, stream: string): Promise<StreamInfo | undefined> {
  return jsm.streams.info(stream).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw error;
  });
}

/** Up to which message of the stream the consumer has acknowledged all; 0 while there is no such consumer. */
export async function acknowledgedUpTo({ jsm }: Backbone, stream: string, consumer: string): Promise<number> {
  try {
    return (await jsm.consumers.info(stream, consumer)).ack_floor.stream_seq;
  } catch (error) {
    const codes = [STREAM_NOT_FOUND, CONSUMER_NOT_FOUND];
    if (error instanceof JetStreamApiError && codes.includes(error.code)) return 0;
    throw error;
  }
}

/**
 * Reads the headers of the messages `from` to `to` in order, without their bodies, and at most `most` of them: of those
 * that the stream still holds every one.
 *
 * @throws when they do not come in time
 */
export async function readHeaders(
  { js, jsm }: Backbone,
  stream: string,
  { from, to, most }: { from: number; to: number; most: number },
  onMessage: (message: CountedMessage) => void,
): Promise<void> {
  let last = from - 1;
  let left = most;
  let progress = performance.now();
  while (left > 0 && last < to) {
    for await (const message of pendingHeaders(js, stream, last + 1, left)) {
      progress = performance.now();
      last = message.seq;
      if (last > to) return;
      left -= 1;
      onMessage(countedMessage(last, message.subject, (name) => message.headers?.get(name) ?? ""));
    }
    if (left === 0 || last >= to || !(await holdsAny(jsm, stream, last + 1, to))) return;
    // The consumer lived on a server that has less of the stream than its leader. It would not notice what that still
    // receives (nats-server 2.9), so another takes its place.
    if (performance.now() - progress > PATIENCE_MS)
      throw new Error(`the headers of ${stream} from ${last + 1} on did not come in time`);
    await delay(LAG_POLL_MS);
  }
}

/** What a new consumer has pending from `from` on, at most `most` messages. */
async function* pendingHeaders(
  js: JetStreamClient,
  stream: string,
  from: number,
  most: number,
): AsyncGenerator<JsMsg, void> {
  const consumer = await js.consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    headers_only: true,
  });
  try {
    let left = Math.min(most, (await consumer.info(true)).num_pending);
    while (left > 0) {
      const max_messages = Math.min(FETCH_MESSAGES, left);
      const before = left;
      for await (const message of await consumer.fetch({ max_messages, expires: PATIENCE_MS })) {
        left = Math.min(left - 1, message.info.pending);
        yield message;
      }
      if (left === before) return;
    }
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}

/** Whether the stream holds any of the messages `from` to `to`. Its leader answers, who has all that was acknowledged. */
async function holdsAny(jsm: JetStreamManager, stream: string, from: number, to: number): Promise<boolean> {
  // The client's type forgets this form of the request, which servers know since 2.9.
  const query = { seq: from, next_by_subj: ">" } as unknown as MsgRequest;
  const next = await jsm.streams.getMessage(stream, query);
  return next !== null && next.seq <= to;
}

/** A sample is worth no more than this: of more letters since then it is taken to be among them. */
const MOST_LETTERS = 1_000;

/** Whether storage buried this row of the message that it names `source`, which came at `time`. */
export async function wasBuried(backbone: Backbone, source: string, row: number, time: Date): Promise<boolean> {
  if ((await findStream(backbone, DEAD_LETTERS_STREAM.name)) === undefined) return false;
  const consumer = await backbone.js.consumers.get(DEAD_LETTERS_STREAM.name, {
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: time.toISOString(),
    filter_subjects: deadLetterSubject({ origin: "storage", reason: "rejected_by_database" }),
    headers_only: true,
  });
  try {
    const pending = (await consumer.info(true)).num_pending;
    if (pending > MOST_LETTERS) return true;
    if (pending === 0) return false;
    for await (const { headers } of await consumer.fetch({ max_messages: pending, expires: 5_000 })) {
      const id = headers?.get("Nats-Msg-Id") ?? "";
      if (id.startsWith(source) && id.endsWith(`.${row}`)) return true;
    }
    return false;
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}
