import { Observable, type Unsubscribe } from "./observable.js";

const TICK_MS = 1_000;
/** A correction smaller than this waits for the next tick. */
const NOTICEABLE_MS = 1_000;

/**
 * The platform's time, as far as this browser can tell: a wall display whose own clock is wrong must still show how
 * old a value is. Ticks once a second, so that ages grow also when nothing arrives.
 */
export class PlatformClock {
  /** The platform's time at the last tick, epoch milliseconds. */
  readonly tick: Observable<number>;
  private offset: number | undefined;

  constructor(private readonly localNow: () => number = Date.now) {
    this.tick = new Observable(localNow());
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.localNow() + (this.offset ?? 0);
  }

  /** How far the platform's clock is ahead of this browser's, milliseconds; 0 while unknown. */
  get offsetMs(): number {
    return this.offset ?? 0;
  }

  /**
   * Learns from a message that the platform stamped `at` and that has arrived just now. Each is late by its way here,
   * so the one that was least late is right; `restart` forgets, for when either clock may have been set.
   */
  learn(at: number, restart = false): void {
    const sample = at - this.localNow();
    const before = this.offsetMs;
    if (restart || this.offset === undefined || sample > this.offset) this.offset = sample;
    if (Math.abs(this.offsetMs - before) >= NOTICEABLE_MS) this.beat();
  }

  start(): Unsubscribe {
    const timer = setInterval(this.beat, TICK_MS);
    // Browsers slow the timers of a hidden page; what is seen on coming back must be right at once.
    document.addEventListener("visibilitychange", this.beat);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", this.beat);
    };
  }

  private readonly beat = (): void => this.tick.set(this.now());
}
