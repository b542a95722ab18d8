import { type ReadingColumns } from "@gridwatch/contracts";

/** The readings of one message on their way into the database. */
export interface PendingReadings {
  columns: ReadingColumns;
  /** Names the message that holds them. */
  source: string;
  settle: (error?: unknown) => void;
}

export interface BatcherOptions {
  batchLines: number;
  batchMs: number;
  writesInFlight: number;
}

/**
 * Gathers the readings of several messages into one write: as many as `batchLines`, or what has come within `batchMs`.
 * A message's readings always go together. They wait as columns: as lines they would take ten times the memory.
 */
export class WriteBatcher {
  private waiting: PendingReadings[] = [];
  private lines = 0;
  private due = false;
  private timer: NodeJS.Timeout | undefined;
  private writing = 0;

  constructor(
    private readonly options: BatcherOptions,
    private readonly write: (batch: PendingReadings[]) => Promise<void>,
  ) {}

  /** Resolves when the readings are stored, and rejects with what `write` threw. */
  store(columns: ReadingColumns, source = ""): Promise<void> {
    if (columns.devices.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      this.waiting.push({ columns, source, settle });
      this.lines += columns.devices.length;
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
      (this.lines >= this.options.batchLines || (this.due && this.lines > 0))
    ) {
      void this.writeNext();
    }
  }

  private async writeNext(): Promise<void> {
    const batch = this.takeBatch();
    this.writing++;
    try {
      await this.write(batch);
      for (const { settle } of batch) settle();
    } catch (error) {
      for (const { settle } of batch) settle(error);
    } finally {
      this.writing--;
      this.pump();
    }
  }

  private takeBatch(): PendingReadings[] {
    let lines = 0;
    let count = 0;
    for (const { columns } of this.waiting) {
      const own = columns.devices.length;
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
