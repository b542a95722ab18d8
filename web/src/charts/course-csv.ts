import { type CsvCell, toCsv } from "../ui/csv.js";
import { fileTime } from "../ui/download.js";
import { headingInFull } from "../ui/format.js";
import { type ChartMark, marksOfKind, namesAt } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import type { TimeCourse } from "./time-course.js";

/**
 * What a chart shows as CSV, oldest first: times in UTC, numbers in full in the quantity's own unit. A row that only parts two
 * lines, for want of readings, is left out.
 */
export function courseCsv(
  { lines, style }: ChartSpec,
  { timestamps, metrics, windowMs }: TimeCourse,
  marks: readonly ChartMark[] | undefined,
): string {
  const figures = windowMs === 0 ? (["mean"] as const) : (["min", "mean", "max"] as const);
  const columns = lines.flatMap(({ metric, name }) =>
    figures.map((figure) => ({
      head: headingInFull(windowMs === 0 ? name : `${name} ${figure}`, style),
      values: metrics[metric]?.[figure] ?? [],
    })),
  );
  const anomalies = marks && marksOfKind(marks, "anomaly");
  const events = marks && marksOfKind(marks, "voltage event");
  const head = ["time", ...columns.map((column) => column.head), ...(marks ? ["anomaly", "voltage event"] : [])];
  const rows = timestamps.flatMap((at, row): CsvCell[][] => {
    const values = columns.map((column) => column.values[row]);
    if (values.every((value) => value === null || value === undefined)) return [];
    const anomaly = anomalies ? [namesAt(anomalies, at, windowMs).length > 0 ? "yes" : "no"] : [];
    // Looked for in voltages alone: where there is none nothing is said.
    const event = events ? [namesAt(events, at, windowMs).join(", ")] : [];
    return [[new Date(at).toISOString(), ...values, ...anomaly, ...event]];
  });
  return toCsv([head, ...rows]);
}

/** For a file's name: whose chart, what it shows, from when to when. */
export function courseFileParts(subject: string, { title }: ChartSpec, { from, to }: TimeCourse): string[] {
  return [subject, title.toLowerCase(), fileTime(from), fileTime(to)];
}
