import { type Insight, type ReadingColumns } from "@gridwatch/contracts";

/** Scores the units of a shard. */
export interface Scorer {
  add(readings: ReadingColumns): void;
  /** Steps of units that have closed and are not concluded yet. */
  readonly ready: number;
  /** Concludes all of them. */
  conclude(): Promise<Insight[]>;
  /** What is to be said of the units when nothing scores them any more. */
  switchedOff(): Insight[];
}

/** Readings of so many messages wait at most; then no more are taken. */
const MAX_WAITING = 64;

/** Steps concluded together at most, save for those of one message: what they say has to fit into a message. */
const MAX_READY = 512;

/** What has come within this time is scored together. */
const GATHER_MS = 100;

/**
 * One model's way through the messages of one shard, in order. What follows from messages up to a position is only learned
 * from; what follows from later ones is handed on. So a run warms up on what another has scored, and goes on exactly there.
 */
export class ScoringRun {
  private readonly waiting: { seq: number; readings?: ReadingColumns }[] = [];
  private silentUpTo = Number.POSITIVE_INFINITY;
  private concluded = 0;
  private reachedUpTo = 0;
  private taken = 0;
  private working: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private held = false;
  private failure: unknown;
  private wakeTaker: () => void = () => {};

  /** @param handOn resolves when what was concluded up to a position is safe */
  constructor(
    private readonly scorer: Scorer,
    private readonly handOn: (position: number, insights: Insight[]) => Promise<void>,
  ) {}

  /** The last message that has been concluded, and handed on if it is to be. 0 before the first. */
  get position(): number {
    return this.concluded;
  }

  /** The stream has nothing of the shard up to this message that has not been concluded. */
  get reached(): number {
    return Math.max(this.concluded, this.reachedUpTo);
  }

  /** What follows from messages up to this one has been handed on, by this run or before it. */
  get handedOnUpTo(): number {
    return Number.isFinite(this.silentUpTo) ? Math.max(this.silentUpTo, this.concluded) : 0;
  }

  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** Resolves when there is room for another. @throws what made the run fail, and when the stream begins anew */
  async take(seq: number, readings: ReadingColumns): Promise<void> {
    if (seq <= this.taken) this.fail(new Error("the stream counts from the beginning again"));
    this.throwFailure();
    this.taken = seq;
    this.waiting.push({ seq, readings });
    this.schedule();
    while (this.waiting.length >= MAX_WAITING) {
      await new Promise<void>((resolve) => {
        this.wakeTaker = resolve;
      });
      this.throwFailure();
    }
  }

  /** The stream has nothing of the shard, up to this message, that was not taken. */
  reach(seq: number): void {
    this.waiting.push({ seq });
    this.schedule();
  }

  /** From the message after `position` on, what is concluded is handed on. */
  goLive(position: number): void {
    this.silentUpTo = position;
  }

  /** Resolves when nothing is in work; nothing is begun until `release`. */
  async hold(): Promise<void> {
    this.held = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.working;
    this.throwFailure();
  }

  release(): void {
    this.held = false;
    if (this.waiting.length > 0) this.schedule();
  }

  /** Says of all units that they are not scored any more. Of a run that is held. */
  async switchOff(): Promise<void> {
    const insights = this.scorer.switchedOff();
    if (insights.length > 0) await this.handOn(this.concluded, insights);
  }

  /** Nothing more is begun, and whoever waits for room hears of it. Resolves when nothing is in work. */
  async end(reason: Error): Promise<void> {
    this.held = true;
    clearTimeout(this.timer);
    await this.working;
    this.failure ??= reason;
    this.wakeTaker();
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
    this.working = this.workThrough()
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.working = undefined;
        if (this.waiting.length > 0 && this.failure === undefined) this.schedule();
      });
  }

  private async workThrough(): Promise<void> {
    while (this.waiting.length > 0 && !this.held) {
      const silent = this.isSilent(this.waiting[0]?.seq ?? 0);
      let position = this.concluded;
      let reached = this.reachedUpTo;
      while (this.scorer.ready < MAX_READY) {
        const next = this.waiting[0];
        if (next === undefined || this.isSilent(next.seq) !== silent) break;
        this.waiting.shift();
        if (next.readings === undefined) reached = next.seq;
        else {
          this.scorer.add(next.readings);
          position = next.seq;
        }
      }
      this.wakeTaker();
      const insights = await this.scorer.conclude();
      if (!silent && insights.length > 0) await this.handOn(position, insights);
      this.concluded = position;
      this.reachedUpTo = reached;
    }
  }

  private isSilent(seq: number): boolean {
    return seq <= this.silentUpTo;
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.wakeTaker();
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}
