import { within } from "@gridwatch/service-kit";
import type { StreamConfig, StreamState } from "@nats-io/jetstream";
import { createInbox, type Msg, type NatsConnection } from "@nats-io/transport-node";

/** Well below the 1 MiB that a message may have. */
const CHUNK_BYTES = 128 * 1024;

/** The server checks a stream's files before it sends the first chunk, and writes its index after the last. */
const PATIENCE_MS = 120_000;

/** What a stream was when its snapshot was taken: its messages with their numbers, and its consumers with what they have acknowledged. */
export interface StreamSnapshot {
  config: StreamConfig;
  state: StreamState;
}

/**
 * Takes a snapshot of a stream, of a bucket's and an object store's too (`KV_…`, `OBJ_…`), by the API that `nats stream backup` uses
 * (`$JS.API.STREAM.SNAPSHOT`), which the client library does not offer.
 *
 * @returns what it was, and the bytes, made for `restoreStream` alone. The server sends some megabytes ahead of what has been taken.
 * @throws Error when there is no such stream, its files are damaged, or nothing comes for two minutes
 */
export async function snapshotStream(
  nc: NatsConnection,
  stream: string,
): Promise<StreamSnapshot & { chunks: AsyncIterable<Uint8Array> }> {
  const inbox = createInbox();
  const subscription = nc.subscribe(inbox);
  try {
    const request = { deliver_subject: inbox, no_consumers: false, jsck: true, chunk_size: CHUNK_BYTES };
    const { config, state } = await ask<StreamSnapshot>(nc, `$JS.API.STREAM.SNAPSHOT.${stream}`, request);
    return { config, state, chunks: chunksOf(stream, subscription) };
  } catch (error) {
    subscription.unsubscribe();
    throw error;
  }
}

async function* chunksOf(stream: string, messages: AsyncIterable<Msg> & { unsubscribe(): void }) {
  const iterator = messages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { value: message, done } = await within(PATIENCE_MS, iterator.next());
      if (done) throw new Error(`the snapshot of ${stream} was cut off`);
      if (message.data.length === 0) {
        // A server that was not answered in time ends it like this, too.
        const { code = 204, description = "" } = message.headers ?? {};
        if (code >= 300) throw new Error(`the snapshot of ${stream} ended early: ${code} ${description}`);
        return;
      }
      yield message.data;
      // Only now: the server goes on as fast as the bytes are taken.
      message.respond();
    }
  } finally {
    messages.unsubscribe();
  }
}

/**
 * Makes a stream of a snapshot, by `$JS.API.STREAM.RESTORE`: messages keep their numbers, consumers what they had acknowledged.
 *
 * @param chunks the snapshot's bytes, in parts of at most 512 KiB
 * @throws Error when there is such a stream, or the server does not take the bytes
 */
export async function restoreStream(
  nc: NatsConnection,
  { config, state }: StreamSnapshot,
  chunks: AsyncIterable<Uint8Array>,
): Promise<StreamState> {
  const { deliver_subject: to } = await ask<{ deliver_subject: string }>(nc, `$JS.API.STREAM.RESTORE.${config.name}`, {
    config,
    state,
  });
  for await (const chunk of chunks) await answered(nc, to, chunk);
  return (await answered<StreamSnapshot>(nc, to, new Uint8Array())).state;
}

function ask<T>(nc: NatsConnection, subject: string, request: object): Promise<T> {
  return answered<T>(nc, subject, new TextEncoder().encode(JSON.stringify(request)));
}

/** An answer without a body says that a chunk has been taken. */
async function answered<T>(nc: NatsConnection, subject: string, body: Uint8Array): Promise<T> {
  const message = await nc.request(subject, body, { timeout: PATIENCE_MS });
  const answer = message.data.length === 0 ? {} : message.json<{ error?: { code: number; description: string } }>();
  if (answer.error !== undefined) throw new Error(`JetStream: ${answer.error.description} (${answer.error.code})`);
  return answer as T;
}
