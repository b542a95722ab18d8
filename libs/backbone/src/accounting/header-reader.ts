import { setTimeout as delay } from "node:timers/promises";
import { DEAD_LETTERS_STREAM, deadLetterSubject } from "@gridwatch/contracts";
import { DeliverPolicy, type JetStreamClient, type JsMsg, type MsgRequest, type StreamInfo } from "@nats-io/jetstream";
import type { Backbone } from "../backbone.connection.js";
import { orAbsent } from "../or-absent.js";
import { type CountedMessage, countedMessage } from "./ledger.js";

const FETCH_MESSAGES = 500;

/** For the next message, and for a new leader to put all in place that the one before it acknowledged. */
const PATIENCE_MS = 5_000;
const LAG_POLL_MS = 50;

/** The stream as it is, or `undefined` while it has not been made. */
export function findStream({ jsm }: Backbone, stream: string): Promise<StreamInfo | undefined> {
  return orAbsent(jsm.streams.info(stream));
}

/**
 * The stream as its leader has it, `undefined` while it has not been made. A new leader of a cluster answers before it has put in
 * place all that the one before it acknowledged: while it says less than `atLeast`, it is asked again, for some seconds.
 */
export async function findSettledStream(
  backbone: Backbone,
  stream: string,
  atLeast: number,
): Promise<StreamInfo | undefined> {
  const begun = performance.now();
  for (;;) {
    const info = await findStream(backbone, stream);
    const mayGrow = info?.cluster?.replicas !== undefined && info.state.last_seq < atLeast;
    if (!mayGrow || performance.now() - begun > PATIENCE_MS) return info;
    await delay(LAG_POLL_MS);
  }
}

/** Up to which message of the stream the consumer has acknowledged all; 0 while there is no such consumer. */
export async function acknowledgedUpTo({ jsm }: Backbone, stream: string, consumer: string): Promise<number> {
  return (await orAbsent(jsm.consumers.info(stream, consumer)))?.ack_floor.stream_seq ?? 0;
}

/**
 * Reads the headers of the messages `from` to `to` in order, without their bodies, and at most `most` of them: of those
 * that the stream still holds every one.
 *
 * @throws when they do not come in time
 */
export async function readHeaders(
  backbone: Backbone,
  stream: string,
  { from, to, most }: { from: number; to: number; most: number },
  onMessage: (message: CountedMessage) => void,
): Promise<void> {
  let last = from - 1;
  let left = most;
  let progress = performance.now();
  while (left > 0 && last < to) {
    for await (const message of pendingHeaders(backbone.js, stream, last + 1, left)) {
      const { seq } = message;
      if (seq > last + 1 && (await holdsAny(backbone, stream, last + 1, Math.min(seq - 1, to)))) break;
      progress = performance.now();
      last = seq;
      if (last > to) return;
      left -= 1;
      onMessage(countedMessage(last, message.subject, (name) => message.headers?.get(name) ?? ""));
    }
    if (left === 0 || last >= to || !(await holdsAny(backbone, stream, last + 1, to))) return;
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

/**
 * Whether the stream holds any of the messages `from` to `to`. Its leader answers, who has all that was acknowledged.
 *
 * @throws when the leader has not come as far as `to`
 */
async function holdsAny(backbone: Backbone, stream: string, from: number, to: number): Promise<boolean> {
  const before = await findSettledStream(backbone, stream, to);
  if (before === undefined || before.state.last_seq < to) throw new Error(`${stream} has less than it had: ${to}`);
  // The client's type forgets this form of the request, which servers know since 2.9.
  const query = { seq: from, next_by_subj: ">" } as unknown as MsgRequest;
  const next = await backbone.jsm.streams.getMessage(stream, query);
  if (next !== null) return next.seq <= to;
  // A leader that was chosen in between may have answered too early.
  const after = await findStream(backbone, stream);
  return after?.cluster?.leader !== before.cluster?.leader;
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
