import type { BucketSpec } from "./buckets.js";

/** What the streams have held since the ledger began, kept by one replica of storage. */
export const LEDGER_BUCKET: BucketSpec = {
  name: "LEDGER",
  description: "Readings that went through the streams, counted by their messages' headers",
};

/** Asked over core NATS; every living instance answers with its `InstanceAccount`. */
export const ACCOUNTS_SUBJECT = "accounts.instances";

/** One process's own counts of readings since its start, by names such as `received`. */
export interface InstanceAccount {
  service: string;
  life: string;
  /** ISO 8601 */
  startedAt: string;
  counts: Record<string, number>;
  /** By stream: the readings that the stream has acknowledged to it. */
  confirmed: Record<string, number>;
  /** Counts that must add up within the process at any moment. */
  balance?: { left: string[]; right: string[] };
}
