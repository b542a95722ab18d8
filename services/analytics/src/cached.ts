export interface CacheTimes {
  /** A value this young is given without asking. */
  freshMs: number;
  /** One this young is given too, while a new one is asked for. */
  usableMs: number;
}

/** What took long to load is kept in proportion, so that loading takes at most about a fifth of the time. */
const KEPT_PER_LOAD_TIME = 4;

/** A value that is loaded when it is needed, by one load at a time whoever waits for it, and kept for a while. */
export class Cached<T> {
  private held: { value: T; at: number; loadMs: number } | undefined;
  private loading: Promise<T> | undefined;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly times: CacheTimes,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Fails as `load` does, when nothing usable is held. A failure is not kept. */
  async get(): Promise<T> {
    if (this.held === undefined) return this.reload();
    const { value, at, loadMs } = this.held;
    const { freshMs, usableMs } = this.times;
    const age = this.now() - at;
    const stretch = Math.max(1, (KEPT_PER_LOAD_TIME * loadMs) / freshMs);
    if (age < freshMs * stretch) return value;
    const reloaded = this.reload();
    if (age >= usableMs * stretch) return reloaded;
    // Whoever finds the value too old to use will see the failure.
    reloaded.catch(() => undefined);
    return value;
  }

  private reload(): Promise<T> {
    this.loading ??= this.loadOnce().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async loadOnce(): Promise<T> {
    const started = this.now();
    const value = await this.load();
    const at = this.now();
    this.held = { value, at, loadMs: at - started };
    return value;
  }
}
