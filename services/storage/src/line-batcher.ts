import { type ReadingColumns } from "@gridwatch/contracts";
import { toLineProtocol } from "@gridwatch/telemetry-store";

/** The lines of one message on their way into the database. */
export interface PendingLines {
  columns: ReadingColumns;
  lines: string[];
  settle: (error?: unknown) => void;
}

export interface BatcherOptions {
  batchLines: number;
  batchMs: number;
  writesInFlight: number;
}

/**
 * Gathers the lines of several messages into one write: as many as `batchLines`, or what has come within `batchMs`.
 * A message's lines always go together.
 */
export class LineBatcher {
  private waiting: PendingLines[] = [];
  private lines = 0;
  private due = false;
  private timer: NodeJS.Timeout | undefined;
  private writing = 0;

  constructor(
    private readonly options: BatcherOptions,
    private readonly write: (batch: PendingLines[]) => Promise<void>,
  ) {}

  /** Resolves when the readings are stored, and rejects with what `write` threw. */
  store(columns: ReadingColumns): Promise<void> {
    const lines = toLineProtocol(columns);
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      this.waiting.push({ columns, lines, settle });
      this.lines += lines.length;
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

  private takeBatch(): PendingLines[] {
    let lines = 0;
    let count = 0;
    for (const { lines: own } of this.waiting) {
      if (count > 0 && lines + own.length > this.options.batchLines) break;
      lines += own.length;
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
