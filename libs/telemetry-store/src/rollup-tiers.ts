const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_HOURS = 7 * 24;

/** Readings summed up per device and window: how many, and per metric count, sum, lowest and highest value. */
export interface RollupTier {
  /** Retention policy (1.x) or second half of the bucket's name (2.x). */
  policy: string;
  /** Windows start at multiples of this since the epoch. Each tier's divides that of the next. */
  windowMs: number;
  /** Whether it is kept as long as minutes or as long as hours. */
  kept: "minutes" | "hours";
  /** A coarse tier holds little, so that a year of it may stand in one shard. */
  shardHours: number;
}

/** The finest tier, made from raw; each further one is made from the one before it. */
export const MINUTE_TIER: RollupTier = { policy: "1m", windowMs: MINUTE_MS, kept: "minutes", shardHours: WEEK_HOURS };

export const HOUR_TIER: RollupTier = { policy: "1h", windowMs: HOUR_MS, kept: "hours", shardHours: 52 * WEEK_HOURS };

export const DAY_TIER: RollupTier = { policy: "1d", windowMs: DAY_MS, kept: "hours", shardHours: 52 * WEEK_HOURS };

/** From the finest to the coarsest. Ten minutes and a day are what makes a week and a year quick (docs/adr/0010). */
export const ROLLUP_TIERS: readonly RollupTier[] = [
  MINUTE_TIER,
  { policy: "10m", windowMs: 10 * MINUTE_MS, kept: "minutes", shardHours: 4 * WEEK_HOURS },
  HOUR_TIER,
  DAY_TIER,
];

export function floorTo(widthMs: number, time: number): number {
  return Math.floor(time / widthMs) * widthMs;
}

export function ceilTo(widthMs: number, time: number): number {
  return Math.ceil(time / widthMs) * widthMs;
}
