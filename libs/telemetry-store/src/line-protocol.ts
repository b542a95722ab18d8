import type { ReadingColumns } from "@gridwatch/contracts";

/** Every reading is a line of this measurement. */
export const TELEMETRY_MEASUREMENT = "telemetry";

const LINE_START = `${TELEMETRY_MEASUREMENT},device=`;

/**
 * One line per reading: its metrics as floats, `received_at` in ms and, where it applies, `suspect`.
 * A row without any metric gives no line.
 *
 * The hot path of storage, hence columns walked by index and plain concatenation. Nothing is escaped: device ids and metric
 * names were validated when they came in, and their alphabets ([A-Za-z0-9_-], [a-z0-9_]) hold nothing that needs it.
 */
export function toLineProtocol(columns: ReadingColumns): string[] {
  const { devices, timestamps, receivedAt, suspect } = columns;
  const names = Object.keys(columns.metrics);
  const prefixes = names.map((name) => `${name}=`);
  const cells = Object.values(columns.metrics);
  const lines: string[] = [];
  let nextSuspect = 0;
  for (let row = 0; row < devices.length; row++) {
    const isSuspect = suspect[nextSuspect] === row;
    if (isSuspect) nextSuspect++;
    let fields = "";
    for (let column = 0; column < cells.length; column++) {
      const value = cells[column]?.[row];
      if (value === null || value === undefined) continue;
      // A negative zero would print as "0".
      fields += `${prefixes[column]}${value === 0 && 1 / value < 0 ? "-0" : value},`;
    }
    if (fields === "") continue;
    const mark = isSuspect ? "i,suspect=true " : "i ";
    lines.push(`${LINE_START}${devices[row]} ${fields}received_at=${receivedAt[row]}${mark}${timestamps[row]}`);
  }
  return lines;
}

/** The row that gave a line. @param line its index in what `toLineProtocol` makes of the columns @throws RangeError when there is no such line */
export function rowOfLine({ devices, metrics }: ReadingColumns, line: number): number {
  const cells = Object.values(metrics);
  let lines = 0;
  for (let row = 0; row < devices.length; row++) {
    const isLine = cells.some((column) => column[row] !== null && column[row] !== undefined);
    if (isLine && lines++ === line) return row;
  }
  throw new RangeError(`line ${line} is none of these ${devices.length} rows'`);
}
