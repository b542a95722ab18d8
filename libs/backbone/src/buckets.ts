import type { BucketSpec } from "@gridwatch/contracts";
import { StorageType } from "@nats-io/jetstream";
import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import type { Backbone } from "./backbone.connection.js";
import type { NatsConfig } from "./nats.config.js";
import { madeBySomebody, untilTakingMessages } from "./stream-creation.js";

/** The bucket, made when it does not exist yet. Safe to call by every replica of every service. */
export async function openBucket({ nc, jsm }: Backbone, spec: BucketSpec, { streamReplicas }: NatsConfig): Promise<KV> {
  const options = {
    description: spec.description,
    history: 1,
    storage: StorageType.File,
    replicas: streamReplicas,
    // Read from the leader: a follower may not know yet what was just written.
    allow_direct: false,
    ...(spec.ttlMs === undefined ? {} : { ttl: spec.ttlMs }),
  };
  const bucket = await madeBySomebody(() => new Kvm(nc).create(spec.name, options));
  if (streamReplicas === 1) await untilTakingMessages(jsm, bucketStream(spec), bucketSubject(spec, "-"));
  return bucket;
}

/** Everything in a bucket of a few keys, asked of its leader one by one: no watcher that could fall silent unnoticed. */
export async function readBucket({ jsm }: Backbone, bucket: KV, spec: BucketSpec): Promise<KvEntry[]> {
  const { state } = await jsm.streams.info(bucketStream(spec), { subjects_filter: bucketSubject(spec, ">") });
  const prefix = bucketSubject(spec, "").length;
  const keys = Object.keys(state.subjects ?? {}).map((subject) => subject.slice(prefix));
  const entries = await Promise.all(keys.map((key) => bucket.get(key)));
  return entries.filter((entry): entry is KvEntry => entry?.operation === "PUT");
}

/**
 * Removes an entry if it has not been written again since, and leaves no marker behind, so that a bucket does not grow
 * with all the keys it ever had. Returns whether it was removed.
 */
export async function removeRevision({ jsm }: Backbone, spec: BucketSpec, revision: number): Promise<boolean> {
  try {
    return await jsm.streams.deleteMessage(bucketStream(spec), revision, false);
  } catch (error) {
    // Servers say in different ways that it is not there, among them one that means any failure.
    if ((await jsm.streams.getMessage(bucketStream(spec), { seq: revision })) === null) return false;
    throw error;
  }
}

/** The stream behind a bucket, as NATS names it. */
export function bucketStream({ name }: BucketSpec): string {
  return `KV_${name}`;
}

/** Where a key's entries go. */
export function bucketSubject({ name }: BucketSpec, key: string): string {
  return `$KV.${name}.${key}`;
}
