/** What a watchdog looks at: numbers that only grow, and what keeps them from growing rightly. */
export interface Progress {
  /** Messages received and messages settled, together: it grows whenever anything happens. */
  readonly steps: number;
  /** Messages in work. */
  readonly inWork: number;
  /** Consuming waits on purpose. */
  readonly paused: boolean;
}

/** How far the server is: what it could deliver, and the place up to which it has. */
export interface ServerSide {
  pending: number;
  position: number;
}

/** `pull`: messages are pending and none comes. `work`: what is in work does not end. */
export type Stuck = "pull" | "work";

export interface WatchdogLimits {
  lookEveryMs: number;
  /** So long may messages be pending with none delivered to anybody. */
  pullStuckMs: number;
  /** So long may messages be in work with none settled. Far above any time limit of a handler's own. */
  workStuckMs: number;
}

export const WATCHDOG_LIMITS: WatchdogLimits = { lookEveryMs: 5_000, pullStuckMs: 15_000, workStuckMs: 120_000 };

/**
 * Notices a consumer that makes no progress while messages are pending. The client library renews a pull that falls
 * silent; this is for what it does not see. That nobody is delivered anything is the proof: with several
 * replicas one may go without for long, and rightly.
 */
export class ProgressWatchdog {
  private timer: NodeJS.Timeout | undefined;
  private steps = -1;
  private position = -1;
  private since = 0;
  private looking = false;
  private stopped = false;

  constructor(
    private readonly progress: Progress,
    private readonly askServer: () => Promise<ServerSide>,
    private readonly onStuck: (what: Stuck) => void,
    private readonly limits: WatchdogLimits,
  ) {}

  start(): void {
    this.since = performance.now();
    this.timer = setInterval(() => {
      // The server may take longer to answer than it is from one look to the next.
      if (this.looking) return;
      this.looking = true;
      void this.look(performance.now()).finally(() => {
        this.looking = false;
      });
    }, this.limits.lookEveryMs);
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }

  /** @param now of `performance.now()` */
  async look(now: number): Promise<void> {
    const { steps, paused, inWork } = this.progress;
    if (paused || steps !== this.steps) return this.note(now);
    if (inWork > 0) {
      if (now - this.since >= this.limits.workStuckMs) this.report("work", now);
      return;
    }
    // A server that does not answer is the connection's to deal with.
    const server = await this.askServer().catch(() => undefined);
    if (server === undefined || server.pending === 0 || server.position !== this.position || this.moved()) {
      this.position = server?.position ?? -1;
      return this.note(now);
    }
    if (now - this.since >= this.limits.pullStuckMs) this.report("pull", now);
  }

  private moved(): boolean {
    return this.progress.steps !== this.steps;
  }

  private note(now: number): void {
    this.steps = this.progress.steps;
    this.since = now;
  }

  private report(what: Stuck, now: number): void {
    this.note(now);
    if (!this.stopped) this.onStuck(what);
  }
}
