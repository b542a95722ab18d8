import {
  ceilTo,
  DAY_TIER,
  floorTo,
  HOUR_TIER,
  type InfluxConnection,
  MINUTE_TIER,
  newestReading,
  oldestReading,
  ROLLUP_TIERS,
  type RollupState,
  type TierRoller,
  type TimeRange,
} from "@gridwatch/telemetry-store";

const DAY_MS = DAY_TIER.windowMs;
const HOUR_MS = HOUR_TIER.windowMs;

const COARSER_TIERS = ROLLUP_TIERS.slice(1);

/** Rolls up what stands in raw already: newest first, an hour a step. A day counts once all its tiers are done. */
export class RawBackfill {
  /** What is left of the day in work ends here. */
  private cursor: number | undefined;
  private oldest: number | undefined;

  /** @param insist tries until the database does it */
  constructor(
    private readonly connection: InfluxConnection,
    private readonly roller: TierRoller,
    private readonly insist: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  /** From the state's `redoUntil` again. */
  restart(): void {
    this.cursor = undefined;
    this.oldest = undefined;
  }

  /** @returns the state after it: `redoUntil` is 0 when there is nothing left to do */
  async step(state: RollupState, fleet: number): Promise<RollupState> {
    if (state.redoUntil === 0) return { ...state };
    this.oldest ??= await this.insist(() => this.start(state));
    const to = this.cursor ?? state.redoUntil;
    const day = floorTo(DAY_MS, to - 1);
    const from = Math.max(to - HOUR_MS, day, this.oldest);
    if (from < to) await this.rollHour({ from, to }, fleet);
    this.cursor = from;
    if (from > day && from > this.oldest) return { ...state };
    for (const tier of COARSER_TIERS) {
      // Later ones are rolled up when they end.
      const end = Math.min(day + DAY_MS, floorTo(tier.windowMs, state.rolledUntil));
      if (day < end) await this.insist(() => this.roller.roll(tier, { from: day, to: end }, { fleet }));
    }
    if (from > this.oldest) return { ...state, redoUntil: day, rolledFrom: Math.min(state.rolledFrom, day) };
    this.restart();
    return { ...state, redoUntil: 0, rolledFrom: 0 };
  }

  /** From its first reading to its last: minutes without any, as tomorrow's are, cost the database as much as full ones. */
  private async rollHour(hour: TimeRange, fleet: number): Promise<void> {
    const first = await this.insist(() => oldestReading(this.connection, hour));
    const last = await this.insist(() => newestReading(this.connection, hour));
    if (first === undefined || last === undefined) return;
    const minute = MINUTE_TIER.windowMs;
    const range = { from: floorTo(minute, first), to: floorTo(minute, last) + minute };
    await this.insist(() => this.roller.roll(MINUTE_TIER, range, { fleet }));
  }

  /** Where there are rollups already, none is made anew of readings that are partly gone: at the edge of raw's retention. */
  private async start({ rolledFrom, redoUntil }: RollupState): Promise<number> {
    const oldest = await oldestReading(this.connection);
    if (oldest === undefined) return redoUntil;
    const keptSince = Date.now() - this.connection.config.retentionDays * DAY_MS;
    return Math.max(floorTo(HOUR_MS, oldest), rolledFrom === 0 ? ceilTo(HOUR_MS, keptSince) : 0);
  }
}
