import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Backbone, retry } from "@gridwatch/backbone";
import { TELEMETRY_STREAM } from "@gridwatch/contracts";
import type { Logger } from "@gridwatch/service-kit";
import {
  ceilTo,
  DAY_TIER,
  deviceIds,
  floorTo,
  type InfluxConnection,
  MINUTE_TIER,
  oldestReading,
  ROLLUP_TIERS,
  type RollupState,
  readRollupState,
  StoreError,
  TierRoller,
  writeRollupState,
} from "@gridwatch/telemetry-store";
import { DirtyMinutes } from "./dirty-minutes.js";
import { LateMinutes } from "./late-minutes.js";
import { RawBackfill } from "./raw-backfill.js";
import { coarsen, planJobs, type TouchedWindows } from "./roll-plan.js";
import { StoredReadingsFollower } from "./stored-readings.follower.js";

/** Minutes of single devices that are remembered at most; beyond, they are rolled up before more is read. */
const MAX_DIRTY = 200_000;

const FLEET_KEPT_MS = 60_000;

const HOUR_MS = 3_600_000;

/** No reading is timed later than InfluxDB can be asked about. */
const LATEST_MS = Date.UTC(2200, 0, 1);

const COARSER_TIERS = ROLLUP_TIERS.slice(1);

/**
 * Rolls up for as long as this replica is the one to do so. What it has done stands in the database together with the
 * rollups (`RollupState`), so that the next term, after a crash or elsewhere, does again what may not have been finished.
 */
export class RollupTerm {
  private readonly dirty: DirtyMinutes;
  private readonly late = new LateMinutes();
  private readonly roller: TierRoller;
  private readonly backfill: RawBackfill;
  private fleet = 0;
  private fleetCountedUntil = 0;

  constructor(
    private readonly connection: InfluxConnection,
    private readonly everyMs: number,
    private readonly logger: Logger,
    private readonly held: AbortSignal,
    private readonly onState: (state: RollupState) => void,
  ) {
    this.dirty = new DirtyMinutes({ settleMs: everyMs, lateMs: 3 * everyMs, longestMs: 18 * everyMs }, MAX_DIRTY);
    this.roller = new TierRoller(
      connection,
      () => this.stillMine(),
      (window) => this.logger.warn(window, "the sum of a window is too large for a number: it has no rollup"),
    );
    this.backfill = new RawBackfill(connection, this.roller, (work) => this.insist(work));
  }

  /** @throws when the stream cannot be followed any more, or there is a fault of ours: start another term */
  async run(backbone: Backbone): Promise<void> {
    const wasEmpty = (await this.insist(() => oldestReading(this.connection))) === undefined;
    // A write of the one who did this before may still be on its way, for as long as a request may take.
    await delay(this.connection.config.timeoutMs, undefined, { signal: this.held });
    const state = await this.insist(() => this.open(backbone, wasEmpty));
    const follower = new StoredReadingsFollower(backbone, this.dirty, state.streamSeq);
    const over = new AbortController();
    const signal = AbortSignal.any([this.held, over.signal]);
    const ending = (error: unknown) => {
      over.abort();
      throw error;
    };
    // Both have to be done before the next term begins.
    const ends = await Promise.allSettled([
      follower.run(signal).catch(ending),
      this.rollAgainAndAgain(follower, state, signal).catch(ending),
    ]);
    const failed = ends.find((end) => end.status === "rejected");
    if (failed !== undefined && !this.held.aborted) throw failed.reason;
  }

  /**
   * Where the last term ended. What it cannot know, because the stream was cut off or made anew, has to be done again from raw.
   *
   * @param wasEmpty whether there was no reading in raw when the term began: the stream still has what came since
   */
  private async open({ jsm }: Backbone, wasEmpty: boolean): Promise<RollupState> {
    const { created, state: stream } = await jsm.streams.info(TELEMETRY_STREAM.name);
    const streamCreated = Date.parse(created);
    const known = await readRollupState(this.connection);
    if (
      known?.streamCreated === streamCreated &&
      known.streamSeq >= stream.first_seq - 1 &&
      known.streamSeq <= stream.last_seq
    ) {
      return known;
    }
    const now = floorTo(MINUTE_TIER.windowMs, Date.now());
    const streamSeq = stream.first_seq - 1;
    if (known === undefined && wasEmpty) {
      const state = { rolledFrom: 0, rolledUntil: now, streamCreated, streamSeq, redoUntil: 0, late: [] };
      await writeRollupState(this.connection, state);
      return state;
    }
    const from = { rolledFrom: known?.rolledFrom ?? now, rolledUntil: known?.rolledUntil ?? now };
    const state = { ...from, streamCreated, streamSeq, redoUntil: horizon(), late: [] };
    this.logger.info({ known, state }, "rolling up all raw readings, in the background");
    await writeRollupState(this.connection, state);
    return state;
  }

  private async rollAgainAndAgain(follower: StoredReadingsFollower, opened: RollupState, signal: AbortSignal) {
    let state = opened;
    this.onState(state);
    this.late.note(state.late, Date.now());
    while (!signal.aborted) {
      const began = performance.now();
      await this.countFleet(began);
      state = await this.tellLate(state);
      const rolled = await this.rollDirty(follower, state);
      const filled = await this.backfill.step(rolled, this.fleet);
      // Noticed and saved at once with how far the stream is read, so that it cannot be forgotten.
      if (follower.takeMissed()) {
        this.logger.warn("readings left the stream before they were rolled up: rolling up all of raw again");
        this.backfill.restart();
        filled.redoUntil = horizon();
      }
      const next = { ...filled, streamSeq: (this.dirty.firstSeq ?? follower.lastSeq + 1) - 1 };
      state = await this.save(state, next);
      this.onState(state);
      // The database has half of its time for others while everything is being rolled up.
      const pauseMs = state.redoUntil > 0 || this.dirty.isFull ? performance.now() - began : this.everyMs;
      await delay(Math.min(pauseMs, this.everyMs), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Before it is rolled up, which may take long. */
  private tellLate(state: RollupState): Promise<RollupState> {
    const now = Date.now();
    const isLate = (start: number) => start < state.rolledUntil && this.isRollable(start, now);
    const waiting = [...this.dirty.starts].filter(isLate);
    this.late.note(
      waiting.map((from) => ({ from, to: from + MINUTE_TIER.windowMs })),
      now,
    );
    return this.save(state, { ...state, late: this.late.ranges(now) });
  }

  private async save(state: RollupState, next: RollupState): Promise<RollupState> {
    if (!isDeepStrictEqual(state, next)) await this.insist(() => writeRollupState(this.connection, next));
    return next;
  }

  /** Roughly is enough: it only decides how queries are cut. */
  private async countFleet(now: number): Promise<void> {
    if (now < this.fleetCountedUntil) return;
    this.fleet = (await this.insist(() => deviceIds(this.connection))).length;
    this.fleetCountedUntil = now + FLEET_KEPT_MS;
  }

  /** Minutes that readings touched; then the windows of each tier that they lie in, or that have come to their end. */
  private async rollDirty(follower: StoredReadingsFollower, state: RollupState): Promise<RollupState> {
    const now = Date.now();
    const position = await follower.position(now);
    const due = this.dirty.takeDue(position, now);
    const rolledUntil = this.advance(state, position);
    const touched = new Map([...due].filter(([start]) => this.isRollable(start, now)));
    await this.rollTouched(MINUTE_TIER, touched);
    for (const tier of COARSER_TIERS) {
      const from = floorTo(tier.windowMs, state.rolledUntil);
      const to = floorTo(tier.windowMs, rolledUntil);
      await this.rollTouched(tier, coarsen(touched, tier, from));
      if (from < to) await this.insist(() => this.roller.roll(tier, { from, to }, { fleet: this.fleet }));
    }
    return { ...state, rolledUntil };
  }

  private async rollTouched(tier: (typeof ROLLUP_TIERS)[number], touched: TouchedWindows): Promise<void> {
    for (const { devices, ...range } of planJobs(touched, tier, this.fleet)) {
      const options = { fleet: this.fleet, ...(devices === undefined ? {} : { devices }) };
      await this.insist(() => this.roller.roll(tier, range, options));
    }
  }

  /** The end of the minutes of which nothing waits any more. It stays while what was missed is not made up for. */
  private advance({ rolledUntil, redoUntil }: RollupState, position: number): number {
    if (redoUntil > rolledUntil) return rolledUntil;
    const settled = floorTo(MINUTE_TIER.windowMs, position - this.everyMs);
    return Math.max(rolledUntil, Math.min(settled, this.dirty.firstFrom(rolledUntil) ?? settled));
  }

  /** Minutes at the edge of raw's retention stay as they are: part of their readings may be gone. */
  private isRollable(start: number, now: number): boolean {
    const oldest = now - this.connection.config.retentionDays * DAY_TIER.windowMs;
    return start >= oldest && start < LATEST_MS;
  }

  /** Tries until the database does it, or this is another's to do. */
  private insist<T>(work: () => Promise<T>): Promise<T> {
    return retry(work, {
      firstMs: 500,
      longestMs: 15_000,
      signal: this.held,
      isFinal: (error) => !(error instanceof StoreError),
      onFailure: (error, attempt) => {
        if (attempt === 1) this.logger.warn({ err: error }, "rolling up waits for the database");
      },
    });
  }

  /**
   * What was read may be outdated when this process was held up for so long that another has taken over: lets the lease's
   * own clock strike first.
   */
  private async stillMine(): Promise<void> {
    await delay(1);
    this.held.throwIfAborted();
  }
}

/** After every time a reading may have, devices' clocks being ahead. */
function horizon(): number {
  return ceilTo(DAY_TIER.windowMs, Date.now() + HOUR_MS);
}
