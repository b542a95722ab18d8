/** Retention policy (1.x) or second half of the bucket's name (2.x) that holds the readings as they came. */
export const RAW_POLICY = "raw";

/** What the database must keep, and for how long. */
export interface RetentionSpec {
  policy: string;
  durationHours: number;
  /** Span of one shard: what expires at once, and what a query over a long range opens many of. */
  shardHours: number;
}

/** Shard spans follow InfluxDB's own defaults: a day below half a year, a week above. */
export function rawRetention(days: number): RetentionSpec {
  return { policy: RAW_POLICY, durationHours: days * 24, shardHours: days < 180 ? 24 : 7 * 24 };
}
