/**
 * Readings in columns: row `i` of every array belongs to the same reading.
 * One object per batch instead of one per reading is what makes a batch cheap to move (docs/adr/0002).
 */
export interface ReadingColumns {
  /** Device id per row. */
  devices: string[];
  /** The device's own time per row, epoch milliseconds. */
  timestamps: number[];
  /** When the platform received the reading, per row, epoch milliseconds. */
  receivedAt: number[];
  /** Rows in which at least one value lies outside its plausible range, ascending. */
  suspect: number[];
  /** One column per metric; `null` where a reading does not carry it. */
  metrics: Record<string, (number | null)[]>;
}

export function emptyColumns(): ReadingColumns {
  return { devices: [], timestamps: [], receivedAt: [], suspect: [], metrics: {} };
}

/** The values one row carries, by metric name. */
export function rowValues(columns: ReadingColumns, row: number): Record<string, number> {
  const values: Record<string, number> = {};
  for (const metric in columns.metrics) {
    const value = columns.metrics[metric]?.[row];
    if (value !== null && value !== undefined) values[metric] = value;
  }
  return values;
}

/**
 * Throws a TypeError naming the first thing that keeps `value` from being well-formed columns. Every consumer asks for each
 * cell of each message: plain loops take a fifth of the time of `every` and `Object.entries` (docs/adr/0017).
 */
export function assertReadingColumns(value: unknown): asserts value is ReadingColumns {
  if (typeof value !== "object" || value === null) throw new TypeError("columns are not an object");
  const { devices, timestamps, receivedAt, suspect, metrics } = value as Partial<ReadingColumns>;
  if (!Array.isArray(devices) || !areStrings(devices)) {
    throw new TypeError("devices is not an array of strings");
  }
  const rows = devices.length;
  assertNumbers("timestamps", timestamps, rows);
  assertNumbers("receivedAt", receivedAt, rows);
  if (!Array.isArray(suspect) || !areRows(suspect, rows)) {
    throw new TypeError("suspect is not an array of row numbers");
  }
  if (typeof metrics !== "object" || metrics === null || Array.isArray(metrics)) {
    throw new TypeError("metrics is not an object of columns");
  }
  for (const name in metrics) {
    const column: unknown = metrics[name];
    if (!Array.isArray(column) || column.length !== rows) {
      throw new TypeError(`column ${name} does not have ${rows} rows`);
    }
    for (let row = 0; row < rows; row++) {
      const cell: unknown = column[row];
      if (cell !== null && !Number.isFinite(cell)) throw new TypeError(`column ${name} holds a cell that is no number`);
    }
  }
}

function assertNumbers(name: string, column: unknown, rows: number): void {
  if (!Array.isArray(column) || column.length !== rows || !areFinite(column)) {
    throw new TypeError(`${name} is not an array of ${rows} numbers`);
  }
}

function areStrings(values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) if (typeof values[i] !== "string") return false;
  return true;
}

function areFinite(values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function areRows(values: readonly unknown[], rows: number): boolean {
  for (let i = 0; i < values.length; i++) {
    const row = values[i];
    if (typeof row !== "number" || !Number.isInteger(row) || row < 0 || row >= rows) return false;
  }
  return true;
}
