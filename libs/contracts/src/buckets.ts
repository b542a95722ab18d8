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
