/** Calls back once, soon: in a browser before the next paint. */
export type Schedule = (callback: () => void) => void;

/** A hidden page paints nothing, so animation frames stop while messages go on: it takes them once a second. */
const HIDDEN_MS = 1_000;

const beforeNextPaint: Schedule = (callback) => {
  if (document.hidden) setTimeout(callback, HIDDEN_MS);
  else requestAnimationFrame(callback);
};

/** Collects what arrives and hands it on at once, so that a burst of messages costs one update of the page. */
export class FrameQueue<T> {
  private waiting: T[] = [];
  private scheduled = false;

  constructor(
    private readonly deliver: (batch: T[]) => void,
    private readonly schedule: Schedule = beforeNextPaint,
    /** Delivered without waiting from here on: a page hidden just now gets no animation frame for hours. */
    private readonly limit = 256,
  ) {}

  push(item: T): void {
    this.waiting.push(item);
    if (this.waiting.length >= this.limit) {
      this.flush();
    } else if (!this.scheduled) {
      this.scheduled = true;
      this.schedule(() => {
        this.scheduled = false;
        this.flush();
      });
    }
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    const batch = this.waiting;
    this.waiting = [];
    this.deliver(batch);
  }
}
