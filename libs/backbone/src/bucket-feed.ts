import type { BucketSpec, StreamSpec } from "@gridwatch/contracts";
import type { JsMsg } from "@nats-io/jetstream";
import type { BackboneConnection } from "./backbone.connection.js";
import { retry } from "./backoff.js";
import { bucketStream, bucketSubject, openBucket } from "./buckets.js";
import { FeedConsumer } from "./feed-consumer.js";
import type { NatsConfig } from "./nats.config.js";

export interface BucketFollower {
  onKey(key: string): void;
  onKeyGone(key: string): void;
  /** Every key that the bucket held at the start has been told. */
  onCaughtUp(): void;
  /** The bucket cannot be read at the moment; it is tried again. */
  onProblem(error: unknown): void;
}

/**
 * Tells of every key in a bucket, and then of each that comes or goes, until `stop` aborts. Values are not looked at.
 * After a restart of the server it may be some seconds behind. A bucket that is deleted under it is not followed anew.
 */
export async function followKeys(
  { connection, config }: { connection: BackboneConnection; config: NatsConfig },
  spec: BucketSpec,
  follower: BucketFollower,
  stop: AbortSignal,
): Promise<void> {
  const stream: StreamSpec = { name: bucketStream(spec), subjects: [bucketSubject(spec, ">")], discard: "new" };
  const prefix = bucketSubject(spec, "").length;
  const tell = async (message: JsMsg): Promise<void> => {
    const key = message.subject.slice(prefix);
    if (isRemoval(message)) follower.onKeyGone(key);
    else follower.onKey(key);
  };
  const all = { kind: "feed", stream, replay: Number.MAX_SAFE_INTEGER } as const;
  const feed = new FeedConsumer(all, tell, () => follower.onProblem(new Error("its keys are pending and none comes")));
  void feed.caughtUp.then(() => follower.onCaughtUp());
  stop.addEventListener("abort", () => feed.close());
  const attempt = async () => {
    const backbone = await connection.ready();
    await openBucket(backbone, spec, config);
    await feed.run(backbone);
  };
  const onFailure = (error: unknown) => follower.onProblem(error);
  await retry(attempt, { firstMs: 250, longestMs: 5_000, signal: stop, onFailure }).catch((error) => {
    if (!stop.aborted) throw error;
  });
}

/** `DEL` and `PURGE` are what `nats kv del` and `nats kv purge` leave behind. */
function isRemoval({ headers }: JsMsg): boolean {
  return headers !== undefined && headers.get("KV-Operation") !== "";
}
