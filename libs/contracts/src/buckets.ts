/** A key-value bucket on the backbone. Small state that replicas share; no readings. */
export interface BucketSpec {
  name: string;
  /** Shown by `nats kv info`. */
  description: string;
  /** Entries that are not written again for this long vanish. */
  ttlMs?: number;
}

/** A lease that is not renewed for this long is free again. */
export const LEASE_TTL_MS = 6_000;

/** Which replica does what only one may do at a time: key is the task, value the replica. */
export const LEASES_BUCKET: BucketSpec = {
  name: "LEASES",
  description: "Who does what only one replica may do at a time",
  ttlMs: LEASE_TTL_MS,
};

/** Replicas of ingest that may have a session at the broker: key is the MQTT client id, value an `IngestMember`. */
export const INGEST_MEMBERS_BUCKET: BucketSpec = {
  name: "INGEST_MEMBERS",
  description: "Replicas of ingest whose sessions at the broker must not be abandoned",
};

/**
 * What the other replicas must know to adopt a session. Its entry is written again every few seconds while the replica
 * lives, and removed by the one that has adopted its session.
 */
export interface IngestMember {
  /** Address of the broker that holds the session. */
  broker: string;
  /** What the session may be subscribed to. */
  filters: string[];
  /** It was told to stop: `true` until it is back. */
  left: boolean;
}

/** Replicas of predict that share the shards: key is the replica, the value is empty. */
export const PREDICT_MEMBERS_BUCKET: BucketSpec = {
  name: "PREDICT_MEMBERS",
  description: "Replicas of predict that are alive",
  ttlMs: LEASE_TTL_MS,
};

/** Object store of what predict has learned of each shard's units: name is the shard. */
export const SHARD_STATES_STORE = "PREDICT_STATES";

/** Versions of model packages: each key is written once, value a `StoredModel`. */
export const MODEL_VERSIONS_BUCKET: BucketSpec = {
  name: "MODEL_VERSIONS",
  description: "Versions of model packages, and which bytes each is",
};

/** Which model package does what: key is `<kind>.<alias>`, value a `ModelAlias`. */
export const MODEL_ALIASES_BUCKET: BucketSpec = {
  name: "MODEL_ALIASES",
  description: "Which model package is the champion, and which is tried in its shadow",
};

/** Units that readings are taken from: key is the device id, the value is empty. */
export const DEVICES_BUCKET: BucketSpec = {
  name: "DEVICES",
  description: "Ids of the devices that readings are taken from",
};
