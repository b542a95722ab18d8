import type { BucketSpec } from "@gridwatch/contracts";
import { StorageType } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import type { Backbone } from "./backbone.connection.js";
import type { NatsConfig } from "./nats.config.js";

/** The bucket, made when it does not exist yet. Safe to call by every replica of every service. */
export function openBucket({ nc }: Backbone, spec: BucketSpec, { streamReplicas }: NatsConfig): Promise<KV> {
  return new Kvm(nc).create(spec.name, {
    description: spec.description,
    history: 1,
    storage: StorageType.File,
    replicas: streamReplicas,
    // Read from the leader: a follower may not know yet what was just written.
    allow_direct: false,
    ...(spec.ttlMs === undefined ? {} : { ttl: spec.ttlMs }),
  });
}
