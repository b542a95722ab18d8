import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { type CsvTable, parseCsv } from "../csv.js";
import { columnOf, type FileRecording, recordingsOf, timeOf } from "../recording.js";
import { HOUR_MS, meansOf, type UnitCourse } from "./risk-moments.js";

const UNSTATED = "unstated";

/** What a real unit went through: a failure ends a life, and what is read afterwards, of the repaired or replaced unit, is another one. */
export interface RecordedUnit {
  unit: string;
  /** In order of time. */
  lives: UnitCourse[];
}

interface Failure {
  at: number;
  mode: string;
}

/**
 * @param data CSV with a column for each of `ELECTRICAL_METRICS`, that of the time and that of the unit
 * @param failures CSV with the columns unit, failed_at and, if it is known, mode; a unit that is not in it, or without a time, has not failed
 * @throws Error that names what is missing or cannot be read
 */
export function recordedUnits(data: string, failures: string, time: string, group: string): RecordedUnit[] {
  const features = ELECTRICAL_METRICS.map(({ name }) => name);
  const recordings = recordingsOf(parseCsv(data), { time, group, features });
  const failed = failuresOf(parseCsv(failures));
  const stranger = [...failed.keys()].find((unit) => !recordings.some((recording) => recording.unit === unit));
  if (stranger !== undefined) throw new Error(`the failures name the unit "${stranger}", which has no row in the data`);
  return recordings.map((recording) => ({
    unit: recording.unit,
    lives: livesOf(recording, failed.get(recording.unit) ?? []),
  }));
}

function failuresOf(table: CsvTable): Map<string, Failure[]> {
  const [unitColumn, atColumn] = [columnOf(table, "unit"), columnOf(table, "failed_at")];
  const modeColumn = table.columns.indexOf("mode");
  const failures = new Map<string, Failure[]>();
  table.rows.forEach((cells, row) => {
    const [unit = "", text = ""] = [cells[unitColumn], cells[atColumn]?.trim()];
    const ofUnit = failures.get(unit) ?? [];
    failures.set(unit, ofUnit);
    if (text === "") return;
    const at = timeOf(text);
    if (Number.isNaN(at)) throw new Error(`row ${row + 1} of the failures, column "failed_at": "${text}" is no time`);
    ofUnit.push({ at, mode: cells[modeColumn]?.trim() || UNSTATED });
  });
  for (const ofUnit of failures.values()) ofUnit.sort((one, other) => one.at - other.at);
  return failures;
}

function livesOf(recording: FileRecording, failures: readonly Failure[]): UnitCourse[] {
  const lives: UnitCourse[] = [];
  let rows = recording.rows();
  for (const failure of [...failures, undefined]) {
    const end = failure === undefined ? rows.length : rows.findIndex(({ at }) => at >= failure.at);
    const ofLife = rows.slice(0, end < 0 ? rows.length : end);
    rows = rows.slice(ofLife.length);
    const [first, last] = [ofLife[0], ofLife.at(-1)];
    // A failure before the first reading, or soon after another one, ends nothing that was seen.
    if (first === undefined || last === undefined) continue;
    // Forecasts are made at whole hours.
    const from = Math.floor(first.at / HOUR_MS) * HOUR_MS;
    lives.push({
      unit: lives.length === 0 ? recording.unit : `${recording.unit} after ${lives.length} failures`,
      from,
      means: meansOf(ofLife, from).means,
      endsAt: failure?.at ?? last.at,
      mode: failure?.mode,
      failed: failure !== undefined,
    });
  }
  return lives;
}
