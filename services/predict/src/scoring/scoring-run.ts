import { setTimeout as delay } from "node:timers/promises";
import type { Insight, ReadingColumns } from "@gridwatch/contracts";
import { inSpanOfEach, type TracePlace, tracePlace, type Work } from "@gridwatch/service-kit";
import { BEGINNING, isBefore, type Position, rowsBefore } from "./position.js";

/** Scores the units of a shard. */
export interface Scorer {
  /** Takes in the readings of rows `from` to `to`, exclusive. */
  add(readings: ReadingColumns, from: number, to: number): void;
  /** Those that they have closed, as a rule at most: a reading that waits behind one that closed a step counts for one more. */
  readonly stepsToConclude: number;
  /** Concludes every step that they have closed; only learns from them when it is not `heard`. */
  conclude(heard: boolean): Promise<Insight[]>;
  /** Of units, how many have an open anomaly, or one whose end is still to be told. */
  readonly anomalies: number;
  /**
   * Ends the anomalies of units that have fallen silent.
   * @param now epoch milliseconds; when the newest reading was received, unless said otherwise
   * @returns what is to be said of them, `most` insights of it
   */
  endSilent(most: number, now?: number): Promise<Insight[]>;
  /** What is to be said of the units when nothing scores them any more. */
  switchedOff(): Insight[];
}

/** Readings of so many messages wait at most; then no more are taken. */
const MAX_WAITING = 64;

/** What has come within this time is scored together. */
const GATHER_MS = 100;

/** How often a run that nobody hears looks whether it may go on. */
const LOOK_AGAIN_MS = 5;

/** What all runs of a replica have in common, which share its core. */
export interface SharedCore {
  /** Runs at work whose insights are heard. */
  heardAtWork: number;
}

/** A message whose readings have not all been taken in, or how far the stream goes without one. */
interface Waiting {
  seq: number;
  readings?: ReadingColumns;
  /** Rows that have been taken in. */
  done: number;
  /** Where scoring it is shown, if the message is traced. */
  place?: TracePlace | undefined;
}

const SCORE: Work = { name: "score", kind: "INTERNAL", attributes: {} };

/**
 * One model's way through the messages of one shard, in order. What follows from messages up to a position is only learned
 * from; what follows from later ones is handed on. So a run warms up on what another has scored, and goes on exactly there.
 */
export class ScoringRun {
  private readonly waiting: Waiting[] = [];
  private silentUpTo: Position = { seq: Number.POSITIVE_INFINITY };
  private concluded = BEGINNING;
  private reachedUpTo = 0;
  private taken = 0;
  private working: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private held = false;
  private restoring: { seq: number; restore: () => void } | undefined;
  private failure: unknown;
  private wakeTaker: () => void = () => {};

  /**
   * @param core until it goes live, it gives way on it to those that are
   * @param stepsAtOnce steps concluded together at most: what is said of them has to fit into a message
   * @param handOn resolves when what was concluded up to a position is safe
   */
  constructor(
    private readonly scorer: Scorer,
    private readonly core: SharedCore,
    private readonly stepsAtOnce: number,
    private readonly handOn: (position: Position, insights: Insight[]) => Promise<void>,
  ) {}

  /** What has been concluded, and handed on if it is to be. */
  get position(): Position {
    return this.concluded;
  }

  /** Whether nothing that the stream has of the shard up to `position` is still to be concluded. */
  hasReached(position: Position): boolean {
    return !isBefore(this.concluded, position) || this.reachedUpTo >= position.seq;
  }

  /** What follows from readings up to here has been handed on, by this run or before it. */
  get handedOnUpTo(): Position {
    if (!this.isLive) return BEGINNING;
    return isBefore(this.concluded, this.silentUpTo) ? this.silentUpTo : this.concluded;
  }

  /** Messages that were taken and are not concluded, but for those in work. */
  get waitingMessages(): number {
    return this.waiting.length;
  }

  /** Whether it is said from when on it is heard, be it that it warms up before. */
  private get isLive(): boolean {
    return Number.isFinite(this.silentUpTo.seq);
  }

  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** @throws what made the run fail */
  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Resolves when there is room for another. @throws what made the run fail, and when the stream begins anew */
  async take(seq: number, readings: ReadingColumns): Promise<void> {
    if (seq <= this.taken) this.fail(new Error("the stream counts from the beginning again"));
    this.throwIfFailed();
    this.taken = seq;
    this.waiting.push({ seq, readings, done: 0, place: tracePlace() });
    this.schedule();
    while (this.waiting.length >= MAX_WAITING) {
      await new Promise<void>((resolve) => {
        this.wakeTaker = resolve;
      });
      this.throwIfFailed();
    }
  }

  /** The stream has nothing of the shard, up to this message, that was not taken. */
  reach(seq: number): void {
    this.waiting.push({ seq, done: 0 });
    this.schedule();
  }

  /** From what comes after `position` on, what is concluded is handed on. */
  goLive(position: Position): void {
    this.silentUpTo = position;
  }

  /** Once all up to message `seq` has been concluded, what was known then is put in place of what was learned on the way. */
  restoreAfter(seq: number, restore: () => void): void {
    this.restoring = { seq, restore };
  }

  /** Resolves when nothing is in work; nothing is begun until `release`. */
  async hold(): Promise<void> {
    this.held = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.working;
    this.throwIfFailed();
  }

  release(): void {
    this.held = false;
    if (this.waiting.length > 0) this.schedule();
  }

  /**
   * Ends the anomalies of units that have fallen silent by the clock, unless there is something to do: then it is done by
   * when readings were received. Resolves with whether any has ended.
   * @param now epoch milliseconds
   */
  async endSilent(now: number): Promise<boolean> {
    if (!this.isLive || this.held || this.working !== undefined || this.waiting.length > 0) return false;
    let some = false;
    await this.work(async () => {
      while (!this.held && this.scorer.anomalies > 0) {
        const insights = await this.scorer.endSilent(this.stepsAtOnce, now);
        if (insights.length === 0) break;
        await this.handOn(this.handedOnUpTo, insights);
        some = true;
      }
    });
    return some && !this.failed;
  }

  /** Says of all units that they are not scored any more. Of a run that is held. @returns those units */
  async switchOff(): Promise<string[]> {
    const insights = this.scorer.switchedOff();
    if (insights.length > 0) await this.handOn(this.concluded, insights);
    return insights.map(({ device }) => device);
  }

  /** Nothing more is begun, and whoever waits for room hears of it. Resolves when nothing is in work. @returns whether it ended without a failure */
  async end(reason: Error): Promise<boolean> {
    this.held = true;
    clearTimeout(this.timer);
    await this.working;
    const intact = this.failure === undefined;
    this.failure ??= reason;
    this.wakeTaker();
    return intact;
  }

  private schedule(): void {
    if (this.held || this.working !== undefined) return;
    if (this.waiting.length >= MAX_WAITING / 2) {
      clearTimeout(this.timer);
      this.start();
    } else {
      this.timer ??= setTimeout(() => this.start(), GATHER_MS);
    }
  }

  private start(): void {
    this.timer = undefined;
    if (this.working !== undefined || this.held) return;
    void this.work(() => this.workThrough());
  }

  private work(work: () => Promise<void>): Promise<void> {
    const { core, isLive } = this;
    if (isLive) core.heardAtWork++;
    this.working = work()
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        if (isLive) core.heardAtWork--;
        this.working = undefined;
        if (this.waiting.length > 0 && this.failure === undefined) this.schedule();
      });
    return this.working;
  }

  private async workThrough(): Promise<void> {
    while (await this.mayGoOn()) {
      this.restoreIfDue();
      const { silent, position, reached, places } = this.takeIn();
      this.wakeTaker();
      await inSpanOfEach(silent ? [] : places, SCORE, async () => {
        const insights = await this.scorer.conclude(!silent);
        if (!silent && this.scorer.anomalies > 0) {
          // What the model before had open ended with an earlier step.
          insights.unshift(...(await this.scorer.endSilent(this.stepsAtOnce - insights.length)));
        }
        if (!silent && insights.length > 0) await this.handOn(position, insights);
      });
      this.concluded = position;
      this.reachedUpTo = reached;
    }
  }

  /** A model that catches up unheard would else delay the insights of the one before, on all shards. */
  private async mayGoOn(): Promise<boolean> {
    while (!this.isLive && !this.held && this.core.heardAtWork > 0) await delay(LOOK_AGAIN_MS);
    return this.waiting.length > 0 && !this.held;
  }

  private restoreIfDue(): void {
    const next = this.waiting[0];
    if (this.restoring === undefined || next === undefined || next.seq <= this.restoring.seq) return;
    this.restoring.restore();
    this.restoring = undefined;
  }

  /** Takes in as much as is concluded together: all of it silent, or none. */
  private takeIn(): { silent: boolean; position: Position; reached: number; places: TracePlace[] } {
    const places: TracePlace[] = [];
    let silent: boolean | undefined;
    let position = this.concluded;
    let reached = this.reachedUpTo;
    for (;;) {
      const room = this.stepsAtOnce - this.scorer.stepsToConclude;
      if (room <= 0) break;
      const next = this.waiting[0];
      if (next === undefined) break;
      const { seq, readings, done } = next;
      if (this.restoring !== undefined && seq > this.restoring.seq) break;
      if (readings === undefined) reached = seq;
      else {
        const silentRows = rowsBefore(this.silentUpTo, seq);
        silent ??= done < silentRows;
        if (silent !== done < silentRows) break;
        const rows = readings.devices.length;
        // None of them closes more than a step, as a rule, and most close none.
        if (next.place !== undefined) places.push(next.place);
        next.done = Math.min(rows, done + room, silent ? silentRows : rows);
        this.scorer.add(readings, done, next.done);
        position = next.done < rows ? { seq, rows: next.done } : { seq };
        if (next.done < rows) continue;
      }
      this.waiting.shift();
    }
    return { silent: silent ?? true, position, reached, places };
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.wakeTaker();
  }
}
