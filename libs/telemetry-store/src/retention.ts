import type { InfluxConfig } from "./influx.config.js";
import { ROLLUP_TIERS, type RollupTier } from "./rollup-tiers.js";

/** Retention policy (1.x) or second half of the bucket's name (2.x) that holds the readings as they came. */
export const RAW_POLICY = "raw";

/** What the database must keep, and for how long. */
export interface RetentionSpec {
  policy: string;
  /** 0: for ever. */
  durationHours: number;
  /** Span of one shard: what expires at once, and what a query over a long range opens many of. */
  shardHours: number;
}

export type RetentionDays = Pick<InfluxConfig, "retentionDays" | "minuteRetentionDays" | "hourRetentionDays">;

const FOR_EVER = 0;

/** Shard spans follow InfluxDB's own defaults: a day below half a year, a week above. */
export function rawRetention({ retentionDays }: RetentionDays): RetentionSpec {
  return { policy: RAW_POLICY, durationHours: retentionDays * 24, shardHours: retentionDays < 180 ? 24 : 7 * 24 };
}

export function tierRetentions(config: RetentionDays): RetentionSpec[] {
  return ROLLUP_TIERS.map(({ policy, kept, shardHours }) => {
    const durationHours = keptDays(config, kept) * 24;
    // A shard that outlasts its retention is refused.
    return { policy, durationHours, shardHours: Math.min(shardHours, durationHours || shardHours) };
  });
}

/** How many days windows are kept; 0 is for ever. Never less than what they are made from. */
export function keptDays(config: RetentionDays, kept: RollupTier["kept"]): number {
  const minutes = longer(config.retentionDays, config.minuteRetentionDays);
  return kept === "minutes" ? minutes : longer(minutes, config.hourRetentionDays);
}

function longer(a: number, b: number): number {
  return a === FOR_EVER || b === FOR_EVER ? FOR_EVER : Math.max(a, b);
}
