/** Time for a fast scroll to pass: what is out of view again by then is not asked for. */
const GATHER_MS = 150;
/** More at once would only wait for each other in the platform. */
const MAX_REQUESTS = 2;

interface Waiting<Item, T> {
  item: Item;
  signal: AbortSignal;
  resolve: (answer: T) => void;
  reject: (error: unknown) => void;
}

/** Gathers what is asked for one by one, such as by the rows of a table, into few requests. */
export class Gathered<Item, T> {
  private waiting: Waiting<Item, T>[] = [];
  private running = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ask answers items in their order, at most `size` at once */
  constructor(
    private readonly ask: (items: readonly Item[]) => Promise<readonly T[]>,
    private readonly size: number,
    private readonly gatherMs = GATHER_MS,
  ) {}

  /** @throws the signal's reason when it is aborted before its turn; what `ask` throws */
  get(item: Item, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, signal, resolve, reject });
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.send();
      }, this.gatherMs);
    });
  }

  private send(): void {
    for (const { signal, reject } of this.waiting) if (signal.aborted) reject(signal.reason);
    this.waiting = this.waiting.filter(({ signal }) => !signal.aborted);
    while (this.running < MAX_REQUESTS && this.waiting.length > 0) void this.request(this.waiting.splice(0, this.size));
  }

  private async request(batch: readonly Waiting<Item, T>[]): Promise<void> {
    this.running++;
    try {
      const answers = await this.ask(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const answer = answers[index];
        if (answer === undefined) reject(new Error("not all that was asked for was answered"));
        else resolve(answer);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running--;
      this.send();
    }
  }
}
