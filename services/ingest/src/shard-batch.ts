import type { TelemetryBatch } from "@gridwatch/contracts";
import type { PlausibleRanges } from "./config-tables.js";

/** More rows bring no further saving per reading. */
const MAX_ROWS = 512;

/** Rows × columns. With 25 characters for the longest number this keeps a batch under 700 kB, whatever its last row adds. */
const MAX_CELLS = 16_384;

/** A batch that is mostly holes, as a sender makes it that invents names, is closed when it has this many cells a value. */
const MAX_CELLS_PER_VALUE = 16;
const MIN_SPARSE_CELLS = 256;

/** Collects the readings of one shard in columns. */
export class ShardBatch {
  private readonly devices: string[] = [];
  private readonly timestamps: number[] = [];
  private readonly receivedAt: number[] = [];
  private readonly suspect: number[] = [];
  private readonly columns = new Map<string, (number | null)[]>();
  private values = 0;

  constructor(private readonly plausible: PlausibleRanges) {}

  get rows(): number {
    return this.devices.length;
  }

  /** When its first reading came, epoch milliseconds; of an empty one `undefined`. */
  get begunAt(): number | undefined {
    return this.receivedAt[0];
  }

  get full(): boolean {
    const cells = this.rows * this.columns.size;
    const sparse = cells > MIN_SPARSE_CELLS && cells > MAX_CELLS_PER_VALUE * this.values;
    return this.rows >= MAX_ROWS || cells >= MAX_CELLS || sparse;
  }

  /** Adds a reading; a key `timestamp` in `metrics` is no metric. Returns whether the reading is suspect. */
  add(device: string, timestamp: number, receivedAt: number, metrics: Record<string, number>): boolean {
    const row = this.devices.length;
    let suspect = false;
    for (const name in metrics) {
      if (name === "timestamp") continue;
      const value = metrics[name] as number;
      const range = this.plausible.get(name);
      if (range !== undefined && (value < range[0] || value > range[1])) suspect = true;
      const column = this.columns.get(name) ?? this.addColumn(name);
      while (column.length < row) column.push(null);
      column.push(value);
      this.values++;
    }
    this.devices.push(device);
    this.timestamps.push(timestamp);
    this.receivedAt.push(receivedAt);
    if (suspect) this.suspect.push(row);
    return suspect;
  }

  build(): TelemetryBatch {
    const metrics: TelemetryBatch["metrics"] = {};
    for (const [name, column] of this.columns) {
      while (column.length < this.rows) column.push(null);
      metrics[name] = column;
    }
    const { devices, timestamps, receivedAt, suspect } = this;
    return { v: 1, devices, timestamps, receivedAt, suspect, metrics };
  }

  private addColumn(name: string): (number | null)[] {
    const column: (number | null)[] = [];
    this.columns.set(name, column);
    return column;
  }
}
