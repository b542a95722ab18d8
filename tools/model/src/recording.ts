import type { CsvTable } from "./csv.js";

/** 10^8 seconds. What is less is the number of a row or a unit. */
const FIRST_TIME = 1e11;

/** What one unit showed at a time: a value by feature, NaN where there is none. */
export interface Row {
  /** Epoch milliseconds. */
  at: number;
  values: ArrayLike<number>;
}

/** The rows of one unit in order of time. They can be gone through again and again, and need not all be in memory. */
export interface Recording {
  unit: string;
  rows(): Iterable<Row>;
}

export interface RecordingColumns {
  time: string;
  features: readonly string[];
  /** Names the unit; without, the file holds one. */
  group?: string | undefined;
}

/** A row of a file, which remembers its place in it. */
export interface FileRow extends Row {
  index: number;
}

export interface FileRecording extends Recording {
  rows(): readonly FileRow[];
}

/** @throws Error that names a missing column, or the row and cell that cannot be read */
export function recordingsOf(table: CsvTable, columns: RecordingColumns): FileRecording[] {
  const time = columnOf(table, columns.time);
  const features = columns.features.map((name) => columnOf(table, name));
  const group = columns.group === undefined ? undefined : columnOf(table, columns.group);
  const units = new Map<string, FileRow[]>();
  table.rows.forEach((cells, index) => {
    const where = (column: number) => `row ${index + 1}, column "${table.columns[column]}"`;
    const at = timeOf(cells[time] ?? "");
    if (Number.isNaN(at)) throw new Error(`${where(time)}: "${cells[time]}" is no time`);
    const values = features.map((column) => {
      const value = numberOf(cells[column] ?? "");
      if (value === undefined) throw new Error(`${where(column)}: "${cells[column]}" is no number`);
      return value;
    });
    const unit = group === undefined ? "unit" : (cells[group] ?? "");
    const rows = units.get(unit) ?? [];
    rows.push({ at, values, index });
    units.set(unit, rows);
  });
  return [...units].map(([unit, rows]) => {
    rows.sort((a, b) => a.at - b.at);
    return { unit, rows: () => rows };
  });
}

/**
 * The column of time of a file of which nobody has said it: `likely`, if the file has one of that name, else the first without a signal whose cells
 * are all dates, or epoch seconds or milliseconds of after March 1973: smaller numbers count something.
 * @throws Error when there is none
 */
export function timeColumnOf(table: CsvTable, signals: readonly string[], likely?: string): string {
  if (likely !== undefined && table.columns.includes(likely)) return likely;
  const isTime = (cell = "") => /^\s*(\d{4}-\d\d-\d\d|\d+(\.\d+)?\s*$)/.test(cell) && timeOf(cell) >= FIRST_TIME;
  const found = table.columns.find(
    (name, column) =>
      !signals.includes(name) && table.rows.length > 0 && table.rows.every((cells) => isTime(cells[column])),
  );
  if (found === undefined)
    throw new Error(`no column holds nothing but times: say --time, one of ${table.columns.join(", ")}`);
  return found;
}

/** Only the rows from `from` on and before `until`. */
export function between(recording: Recording, from: number, until: number): Recording {
  return {
    unit: recording.unit,
    *rows() {
      for (const row of recording.rows()) if (row.at >= from && row.at < until) yield row;
    },
  };
}

/** The usual time between two rows of a unit. */
export function usualStepMs(recordings: readonly FileRecording[]): number {
  const steps = recordings.flatMap((recording) => {
    const rows = recording.rows();
    return rows.slice(1).map((row, index) => row.at - (rows[index]?.at ?? row.at));
  });
  const positive = steps.filter((step) => step > 0).sort((a, b) => a - b);
  const median = positive[Math.floor(positive.length / 2)];
  if (median === undefined) throw new Error("no unit has two rows of different times");
  return median;
}

export function columnOf(table: CsvTable, name: string): number {
  const column = table.columns.indexOf(name);
  if (column < 0) throw new Error(`there is no column "${name}", but ${table.columns.join(", ")}`);
  return column;
}

/** NaN of an empty cell, undefined of what is no number. A decimal comma is understood, since `;` separates such files. */
function numberOf(cell: string): number | undefined {
  const text = cell.trim();
  if (text === "" || /^(nan|null|na)$/i.test(text)) return Number.NaN;
  const value = Number(/^[+-]?\d+,\d+$/.test(text) ? text.replace(",", ".") : text);
  return Number.isFinite(value) ? value : undefined;
}

/** Epoch seconds or milliseconds, or ISO 8601, with a space for the T if need be; UTC where no zone is given. */
export function timeOf(cell: string): number {
  const text = cell.trim();
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    // Seconds stay below this until the year 5138; milliseconds have been above it since 1973.
    return number < 1e11 ? number * 1_000 : number;
  }
  const local = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/.exec(text);
  return Date.parse(local === null ? text : `${local[1]}T${local[2] ?? "00:00"}Z`);
}
