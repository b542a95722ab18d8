/** Counts what is in work and holds the caller back while it is too much. For one caller of `room` at a time. */
export class InFlight {
  private count = 0;
  private bytes = 0;
  private waiting: { until: () => boolean; wake: () => void }[] = [];

  constructor(
    private readonly maxCount: number,
    private readonly maxBytes: number,
  ) {}

  get size(): number {
    return this.count;
  }

  /** Whether something more may be taken into work. One thing is always admitted, however large. */
  get hasRoom(): boolean {
    return this.count === 0 || (this.count < this.maxCount && this.bytes < this.maxBytes);
  }

  room(): Promise<void> {
    return this.when(() => this.hasRoom);
  }

  /** Resolves when nothing is in work. */
  idle(): Promise<void> {
    return this.when(() => this.count === 0);
  }

  add(bytes: number): void {
    this.count += 1;
    this.bytes += bytes;
  }

  /** @param bytes of all `count` things together */
  remove(bytes: number, count = 1): void {
    this.count -= count;
    this.bytes -= bytes;
    if (this.waiting.length === 0) return;
    const woken = this.waiting.filter(({ until }) => until());
    this.waiting = this.waiting.filter(({ until }) => !until());
    for (const { wake } of woken) wake();
  }

  private when(until: () => boolean): Promise<void> {
    if (until()) return Promise.resolve();
    return new Promise((wake) => this.waiting.push({ until, wake }));
  }
}
