/** What one message holds, on its way into the database. */
interface Pending<T> {
  content: T;
  lines: number;
  settle: (error?: unknown) => void;
}

/**
 * A write of so many messages waits for no more: a consumer has 400 in work at most, so that with small messages no other may come
 * before these are acknowledged. A third of them keeps three writes busy.
 */
const ENOUGH_MESSAGES = 128;

export interface BatcherOptions {
  batchLines: number;
  batchMs: number;
  writesInFlight: number;
}

/**
 * Gathers the contents of several messages into one write: as many as make `batchLines` lines, or 128 messages, or what has come
 * within `batchMs`. What a message holds always goes together. It waits as it came: as lines it would take ten times the memory.
 */
export class WriteBatcher<T> {
  private waiting: Pending<T>[] = [];
  private lines = 0;
  private due = false;
  private timer: NodeJS.Timeout | undefined;
  private writing = 0;

  constructor(
    private readonly options: BatcherOptions,
    private readonly write: (batch: T[]) => Promise<void>,
  ) {}

  /** Resolves when the content, of so many lines, is stored, and rejects with what `write` threw. */
  store(content: T, lines: number): Promise<void> {
    if (lines === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      this.waiting.push({ content, lines, settle });
      this.lines += lines;
      this.timer ??= setTimeout(() => {
        this.due = true;
        this.pump();
      }, this.options.batchMs);
      this.pump();
    });
  }

  /** Starts writes while there is something worth writing and a free place. */
  private pump(): void {
    while (
      this.writing < this.options.writesInFlight &&
      (this.lines >= this.options.batchLines || this.waiting.length >= ENOUGH_MESSAGES || (this.due && this.lines > 0))
    ) {
      void this.writeNext();
    }
  }

  private async writeNext(): Promise<void> {
    const batch = this.takeBatch();
    this.writing++;
    try {
      await this.write(batch.map(({ content }) => content));
      for (const { settle } of batch) settle();
    } catch (error) {
      for (const { settle } of batch) settle(error);
    } finally {
      this.writing--;
      this.pump();
    }
  }

  private takeBatch(): Pending<T>[] {
    let lines = 0;
    let count = 0;
    for (const { lines: own } of this.waiting) {
      if (count > 0 && lines + own > this.options.batchLines) break;
      lines += own;
      count++;
    }
    const batch = this.waiting.splice(0, count);
    this.lines -= lines;
    // What is left has waited as long as what goes now, or less: it gets a time of its own.
    clearTimeout(this.timer);
    this.timer = undefined;
    this.due = false;
    if (this.waiting.length > 0) {
      this.timer = setTimeout(() => {
        this.due = true;
        this.pump();
      }, this.options.batchMs);
    }
    return batch;
  }
}
