import { emptyColumns, type ReadingColumns } from "@gridwatch/contracts";
import { MetricColumn } from "./metric-column.js";

/** A platform has a few dozen metrics. The bound keeps a unit that invents names from filling the memory. */
const MAX_METRICS = 128;

/**
 * The newest value of each metric of each unit: a table with one row per unit and one column per metric. A unit may
 * report its metrics in separate readings, and readings may come late: the newest by the unit's own time counts.
 */
export class LatestValues {
  /** Values that found no room in the table. */
  notRemembered = 0;
  private readonly rowOf = new Map<string, number>();
  private readonly devices: string[] = [];
  private readonly timestamps: number[] = [];
  private readonly receivedAt: number[] = [];
  private readonly metrics = new Map<string, MetricColumn>();

  constructor(private readonly maxDevices: number) {}

  get deviceCount(): number {
    return this.devices.length;
  }

  /** Takes a batch in and returns the table's rows that it changed. */
  apply(batch: ReadingColumns): Set<number> {
    const rows = batch.devices.map((device) => this.rowFor(device));
    const suspect = new Uint8Array(rows.length);
    for (const row of batch.suspect) suspect[row] = 1;
    const newer = new Uint8Array(rows.length);
    for (const metric in batch.metrics) {
      const cells = batch.metrics[metric] ?? [];
      const column = this.columnFor(metric);
      for (let i = 0; i < cells.length; i++) {
        const value = cells[i];
        if (value === null || value === undefined) continue;
        const row = rows[i] as number;
        if (row < 0 || column === undefined) this.notRemembered++;
        else if (column.set(row, value, batch.timestamps[i] as number, suspect[i] as number)) newer[i] = 1;
      }
    }
    const changed = new Set<number>();
    for (let i = 0; i < rows.length; i++) {
      if (newer[i] === 0) continue;
      const row = rows[i] as number;
      changed.add(row);
      const timestamp = batch.timestamps[i] as number;
      if (timestamp < (this.timestamps[row] as number)) continue;
      this.timestamps[row] = timestamp;
      this.receivedAt[row] = batch.receivedAt[i] as number;
    }
    return changed;
  }

  /** The newest values of one unit; no rows when it is not known. */
  ofDevice(device: string): ReadingColumns {
    const row = this.rowOf.get(device);
    return row === undefined ? emptyColumns() : this.ofRows([row]);
  }

  ofAll(): ReadingColumns {
    return this.ofRows(this.devices.keys());
  }

  /** One reading per row: newest values, time of the newest reading, suspect if one of the values is. */
  ofRows(wanted: Iterable<number>): ReadingColumns {
    const rows = [...wanted];
    const columns: ReadingColumns = {
      devices: rows.map((row) => this.devices[row] as string),
      timestamps: rows.map((row) => this.timestamps[row] as number),
      receivedAt: rows.map((row) => this.receivedAt[row] as number),
      suspect: [],
      metrics: {},
    };
    const suspect = new Set<number>();
    for (const [metric, column] of this.metrics) {
      if (!rows.some((row) => column.has(row))) continue;
      columns.metrics[metric] = rows.map((row) => column.get(row));
      if (column.anySuspect) {
        for (const [i, row] of rows.entries()) if (column.isSuspect(row)) suspect.add(i);
      }
    }
    columns.suspect = [...suspect].sort((a, b) => a - b);
    return columns;
  }

  /** The unit's row, or -1 when there is no room for one more. */
  private rowFor(device: string): number {
    const known = this.rowOf.get(device);
    if (known !== undefined) return known;
    const row = this.devices.length;
    if (row >= this.maxDevices) return -1;
    this.rowOf.set(device, row);
    this.devices.push(device);
    this.timestamps.push(Number.NEGATIVE_INFINITY);
    this.receivedAt.push(0);
    return row;
  }

  private columnFor(metric: string): MetricColumn | undefined {
    const known = this.metrics.get(metric);
    if (known !== undefined || this.metrics.size >= MAX_METRICS) return known;
    const column = new MetricColumn();
    this.metrics.set(metric, column);
    return column;
  }
}
