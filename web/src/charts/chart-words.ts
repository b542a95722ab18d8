import { capitalised, formatQuantity, formatWindow, formatWindowWidth } from "../ui/format.js";
import { type ChartMark, namesAt } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import { type SeriesSummary, valueAtRow } from "./course-summary.js";
import { keptText } from "./limit-band.js";
import type { TimeCourse } from "./time-course.js";

/** What of history is drawn, as a sentence. @param phrase the range */
export function historyWords(phrase: string, { windowMs }: TimeCourse): string {
  const width = formatWindowWidth(windowMs);
  return `${capitalised(phrase)} in ${width} windows: the line is the mean, the band reaches from the lowest to the highest reading.`;
}

/** What each line does over the whole range. @param summaries one for each line */
export function summaryText(
  { lines, style, limits }: ChartSpec,
  summaries: readonly (SeriesSummary | null)[],
  { gaps }: TimeCourse,
): string {
  const parts = lines.map(({ name }, index) => {
    const summary = summaries[index];
    if (!summary) return `${name} no readings`;
    const { min, mean, max } = summary;
    return `${name} ${style.format(min)} to ${formatQuantity(max, style)}, mean ${style.format(mean)}`;
  });
  if (limits !== undefined) parts.push(keptText(limits, summaries, style));
  return [...parts, gaps === 0 ? "no gaps" : `${gaps} ${gaps === 1 ? "gap" : "gaps"} without readings`].join("; ");
}

/** What stands at one row. */
export function rowText(
  { lines, style }: ChartSpec,
  course: TimeCourse,
  marks: readonly ChartMark[] | undefined,
  row: number,
): string {
  const at = course.timestamps[row];
  if (at === undefined) return "no readings";
  const values = lines.map(({ metric, name }) => {
    const value = valueAtRow(course.metrics[metric]?.mean ?? [], row);
    return `${name} ${value === null ? "no value" : formatQuantity(value, style)}`;
  });
  const marked = marks ? namesAt(marks, at, course.windowMs) : [];
  return [formatWindow(at, course.windowMs), ...values, ...marked].join(", ");
}
