import type { StoredMsg } from "@nats-io/jetstream";
import type { Backbone } from "./backbone.connection.js";

/** How far a durable consumer is behind, over all its replicas. */
export interface ConsumerLag {
  /** Messages that are not acknowledged yet, those in work included. */
  pending: number;
  inWork: number;
  /** Of those in work, messages that were delivered more than once. */
  redelivered: number;
  /** Age of the oldest message that is not acknowledged yet; `undefined` when that message cannot be found. */
  oldestSeconds: number | undefined;
}

/** @throws JetStreamApiError, also when there is no such stream or consumer */
export async function lagOf({ jsm }: Pick<Backbone, "jsm">, stream: string, consumer: string): Promise<ConsumerLag> {
  const info = await jsm.consumers.info(stream, consumer);
  const pending = info.num_pending + info.num_ack_pending;
  const counts = { pending, inWork: info.num_ack_pending, redelivered: info.num_redelivered };
  if (pending === 0) return { ...counts, oldestSeconds: 0 };
  // The first message above the floor is not acknowledged: the floor would be higher else.
  const oldest = await jsm.streams.getMessage(stream, { seq: info.ack_floor.stream_seq + 1 });
  return { ...counts, oldestSeconds: oldest === null ? undefined : ageSeconds(oldest) };
}

/**
 * The age, in seconds, of the first message of a subject from `seq` on; 0 when there is none.
 *
 * @throws JetStreamApiError, also when there is no such stream
 */
export async function ageOfNext(
  { jsm }: Pick<Backbone, "jsm">,
  stream: string,
  subject: string,
  seq: number,
): Promise<number> {
  // The server takes both together, as the types of the client (3.4) do not say.
  const query = { seq: Math.max(1, seq), next_by_subj: subject };
  const next = await jsm.streams.getMessage(stream, query);
  return next === null ? 0 : ageSeconds(next);
}

/** By our clock against the server's, which are taken to be in step. */
function ageSeconds({ time }: StoredMsg): number {
  return Math.max(0, (Date.now() - time.getTime()) / 1_000);
}
