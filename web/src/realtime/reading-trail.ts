import type { ReadingColumns } from "@gridwatch/contracts";
import { Observable } from "./observable.js";

/** One unit's readings of the last minutes in the order of measurement; row `i` of every column belongs together. */
export interface Trail {
  readonly timestamps: readonly number[];
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

interface TrailRow {
  at: number;
  values: Record<string, number>;
}

/** A unit that sends faster than this many readings in the window keeps its newest. */
const MAX_ROWS = 6_000;

/** Keeps the last `windowMs` of one unit's readings, whatever the order they arrive in. */
export class ReadingTrail {
  readonly trail = new Observable<Trail>({ timestamps: [], values: {} });
  private rows: TrailRow[] = [];

  constructor(
    readonly device: string,
    private readonly metrics: readonly string[],
    private readonly windowMs: number,
  ) {}

  append(batches: Iterable<ReadingColumns>): void {
    let grew = false;
    for (const columns of batches) {
      for (let row = 0; row < columns.devices.length; row++) {
        if (columns.devices[row] !== this.device) continue;
        this.insert(columns.timestamps[row] ?? 0, columns, row);
        grew = true;
      }
    }
    if (!grew) return;
    this.trim();
    this.trail.set(this.inColumns());
  }

  /** Almost always at the end; a late reading finds its place from there. */
  private insert(at: number, columns: ReadingColumns, row: number): void {
    let place = this.rows.length;
    while (place > 0 && (this.rows[place - 1]?.at ?? 0) > at) place--;
    const same = this.rows[place - 1];
    const target = same?.at === at ? same : { at, values: {} };
    for (const metric of this.metrics) {
      const value = columns.metrics[metric]?.[row];
      if (value !== null && value !== undefined) target.values[metric] = value;
    }
    if (target !== same) this.rows.splice(place, 0, target);
  }

  private trim(): void {
    const oldest = (this.rows.at(-1)?.at ?? 0) - this.windowMs;
    const first = this.rows.findIndex((row) => row.at >= oldest);
    this.rows = this.rows.slice(Math.max(first, this.rows.length - MAX_ROWS));
  }

  private inColumns(): Trail {
    const values: Record<string, (number | null)[]> = {};
    for (const metric of this.metrics) values[metric] = this.rows.map((row) => row.values[metric] ?? null);
    return { timestamps: this.rows.map((row) => row.at), values };
  }
}
