import type { StreamSpec } from "@gridwatch/contracts";
import { DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import type { Backbone } from "./backbone.connection.js";
import { orAbsent } from "./or-absent.js";

/** Messages asked for at a time. */
const READ_AHEAD = 500;

/** The newest `limit` messages of a stream that is only ever added to, newest first; none when there is no such stream yet. */
export async function newestMessages({ js, jsm }: Backbone, { name }: StreamSpec, limit: number): Promise<JsMsg[]> {
  const info = await orAbsent(jsm.streams.info(name));
  if (info === undefined || info.state.messages === 0) return [];
  const consumer = await js.consumers.get(name, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: Math.max(info.state.first_seq, info.state.last_seq + 1 - limit),
  });
  const messages: JsMsg[] = [];
  try {
    const pending = (await consumer.info(true)).num_pending;
    if (pending === 0) return [];
    for await (const message of await consumer.fetch({ max_messages: pending, expires: 5_000 })) messages.push(message);
  } finally {
    await consumer.delete().catch(() => undefined);
  }
  return messages.reverse();
}

/** All messages that the stream holds now, oldest first, however many; none when there is no such stream yet. */
export async function* everyMessage({ js, jsm }: Backbone, { name }: StreamSpec): AsyncGenerator<JsMsg> {
  const info = await orAbsent(jsm.streams.info(name));
  if (info === undefined || info.state.messages === 0) return;
  const consumer = await js.consumers.get(name, { deliver_policy: DeliverPolicy.All });
  try {
    for await (const message of await consumer.consume({ max_messages: READ_AHEAD })) {
      yield message;
      if (message.seq >= info.state.last_seq) return;
    }
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}
