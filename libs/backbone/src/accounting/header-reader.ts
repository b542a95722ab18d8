import { DEAD_LETTERS_STREAM, deadLetterSubject } from "@gridwatch/contracts";
import { DeliverPolicy, JetStreamApiError, type StreamInfo } from "@nats-io/jetstream";
import type { Backbone } from "../backbone.connection.js";
import { type CountedMessage, countedMessage } from "./ledger.js";

/** JetStream's error codes for what does not exist. */
const STREAM_NOT_FOUND = 10059;
const CONSUMER_NOT_FOUND = 10014;

const FETCH_MESSAGES = 500;

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

/** Reads the headers of the messages `from` to `to` in order, without their bodies, and at most `most` of them. */
export async function readHeaders(
  { js }: Backbone,
  stream: string,
  { from, to, most }: { from: number; to: number; most: number },
  onMessage: (message: CountedMessage) => void,
): Promise<void> {
  if (from > to) return;
  const consumer = await js.consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    headers_only: true,
  });
  try {
    let left = most;
    let pending = (await consumer.info(true)).num_pending;
    let last = from - 1;
    while (left > 0 && last < to && pending > 0) {
      const max_messages = Math.min(FETCH_MESSAGES, left, pending);
      const messages = await consumer.fetch({ max_messages, expires: 5_000 });
      let taken = 0;
      for await (const message of messages) {
        taken += 1;
        last = message.seq;
        pending = message.info.pending;
        if (message.seq > to) break;
        onMessage(countedMessage(message.seq, message.subject, (name) => message.headers?.get(name) ?? ""));
      }
      if (taken === 0) throw new Error(`the headers of ${stream} from ${from} on did not come in time`);
      left -= taken;
    }
  } finally {
    await consumer.delete().catch(() => undefined);
  }
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
