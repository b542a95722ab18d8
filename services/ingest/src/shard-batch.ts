import type { TelemetryBatch } from "@gridwatch/contracts";
import type { PlausibleRanges } from "./config-tables.js";

/** More rows bring no further saving per reading. */
const MAX_ROWS = 512;

/** Rows × columns. At 24 characters for the longest number this keeps a batch well under NATS' 1 MiB, however sparse it is. */
const MAX_CELLS = 32_768;

/** Collects the readings of one shard in columns. */
export class ShardBatch {
  private readonly devices: string[] = [];
  private readonly timestamps: number[] = [];
  private readonly receivedAt: number[] = [];
  private readonly suspect: number[] = [];
  private readonly columns = new Map<string, (number | null)[]>();

  constructor(private readonly plausible: PlausibleRanges) {}

  get rows(): number {
    return this.devices.length;
  }

  get full(): boolean {
    return this.rows >= MAX_ROWS || this.rows * this.columns.size >= MAX_CELLS;
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
