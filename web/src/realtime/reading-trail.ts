import type { ReadingColumns } from "@gridwatch/contracts";
import { Observable } from "./observable.js";

/**
 * One unit's readings of the last minutes in the order of measurement; row `i` of every column belongs together. To be read at once: with the next
 * reading there is another trail, and its columns are these, grown.
 */
export interface Trail {
  readonly timestamps: readonly number[];
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

/** A unit that sends faster than this many readings in the window keeps its newest. */
const MAX_ROWS = 6_000;

/** Keeps the last `windowMs` of one unit's readings, whatever the order they arrive in. */
export class ReadingTrail {
  readonly trail: Observable<Trail>;
  private readonly timestamps: number[] = [];
  private readonly values: Record<string, (number | null)[]>;

  constructor(
    readonly device: string,
    metrics: readonly string[],
    private readonly windowMs: number,
  ) {
    this.values = Object.fromEntries(metrics.map((metric) => [metric, []]));
    this.trail = new Observable(this.view());
  }

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
    this.trail.set(this.view());
  }

  /** Almost always at the end; a late reading finds its place from there. */
  private insert(at: number, columns: ReadingColumns, row: number): void {
    const { timestamps } = this;
    let place = timestamps.length;
    while (place > 0 && (timestamps[place - 1] ?? 0) > at) place--;
    const known = timestamps[place - 1] === at;
    if (!known) timestamps.splice(place, 0, at);
    for (const [metric, column] of Object.entries(this.values)) {
      const value = columns.metrics[metric]?.[row] ?? null;
      if (!known) column.splice(place, 0, value);
      else if (value !== null) column[place - 1] = value;
    }
  }

  private trim(): void {
    const { timestamps } = this;
    const oldest = (timestamps.at(-1) ?? 0) - this.windowMs;
    const first = timestamps.findIndex((at) => at >= oldest);
    const surplus = Math.max(first, timestamps.length - MAX_ROWS);
    if (surplus <= 0) return;
    for (const column of [timestamps, ...Object.values(this.values)]) column.splice(0, surplus);
  }

  private view(): Trail {
    return { timestamps: this.timestamps, values: this.values };
  }
}
