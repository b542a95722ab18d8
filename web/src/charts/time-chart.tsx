import { type ReactNode, useId } from "react";
import { useObserved } from "../realtime/live-platform.js";
import type { Observable } from "../realtime/observable.js";
import { formatQuantity, formatWindow, type NumberStyle } from "../ui/format.js";
import { FigureValue } from "../units/figure-value.js";
import { type ChartMark, isMarked, marksText } from "./chart-marks.js";
import type { ChartLine, ChartSpec } from "./chart-spec.js";
import { newestValue, summarise } from "./course-summary.js";
import { CourseTable } from "./course-table.js";
import { cursorAfterKey, nearestRow } from "./cursor.js";
import { Plot } from "./plot.js";
import type { TimeCourse } from "./time-course.js";

interface Properties {
  spec: ChartSpec;
  course: TimeCourse;
  /** Times that are shaded. */
  marks: readonly ChartMark[];
  /** The range shown, in words. */
  phrase: string;
  cursor: Observable<number | null>;
}

/** A chart with its figures, told in words, walked through by keyboard, and with a table of all it shows. */
export function TimeChart({ spec, course, marks, phrase, cursor }: Properties) {
  const title = useId();
  return (
    <figure aria-labelledby={title} className="min-w-0">
      <h3 id={title} className="mb-1 font-semibold text-ink">
        {spec.title} <span className="font-normal text-ink-3">{spec.style.unit}</span>
      </h3>
      <LineFigures spec={spec} course={course} cursor={cursor} />
      <ChartWalk spec={spec} course={course} marks={marks} phrase={phrase} cursor={cursor}>
        <Plot spec={spec} course={course} marks={marks} cursor={cursor} />
        {course.timestamps.length === 0 && (
          <p className="absolute inset-0 flex items-center justify-center text-ink-2">
            {spec.empty ?? "No readings"} in {phrase}
          </p>
        )}
      </ChartWalk>
      <figcaption className="sr-only">
        {spec.title} over {phrase}: {summaryText(spec, course)}; {marksText(marks, course)}
      </figcaption>
      <CourseTable spec={spec} course={course} marks={marks} />
    </figure>
  );
}

/** Arrow keys move the cursor from reading to reading; each position is spoken. */
function ChartWalk({ spec, course, marks, phrase, cursor, children }: Properties & { children: ReactNode }) {
  const at = useObserved(cursor);
  const { timestamps, from, to } = course;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`${spec.title}: walk through ${phrase}`}
      aria-valuemin={0}
      aria-valuemax={to - from}
      aria-valuenow={(at ?? to) - from}
      // Without a cursor the text stays the same, so that nothing is spoken with each reading that comes in.
      aria-valuetext={at === null ? "Newest" : rowText(spec, course, marks, nearestRow(timestamps, at))}
      onKeyDown={(event) => {
        const next = cursorAfterKey(event.key, timestamps, at);
        if (next === undefined) return;
        event.preventDefault();
        cursor.set(next);
      }}
      onBlur={() => cursor.set(null)}
      className="relative mt-1"
    >
      {children}
    </div>
  );
}

function summaryText({ lines, style }: ChartSpec, { metrics, gaps }: TimeCourse): string {
  const parts = lines.map(({ metric, name }) => {
    const series = metrics[metric];
    const summary = series && summarise(series);
    if (!summary) return `${name} no readings`;
    const { min, mean, max } = summary;
    return `${name} ${style.format(min)} to ${formatQuantity(max, style)}, mean ${style.format(mean)}`;
  });
  return [...parts, gaps === 0 ? "no gaps" : `${gaps} ${gaps === 1 ? "gap" : "gaps"} without readings`].join("; ");
}

function rowText({ lines, style }: ChartSpec, course: TimeCourse, marks: readonly ChartMark[], row: number): string {
  const at = course.timestamps[row];
  if (at === undefined) return "no readings";
  const values = lines.map(({ metric, name }) => {
    const value = course.metrics[metric]?.mean[row];
    return `${name} ${value === null || value === undefined ? "no value" : formatQuantity(value, style)}`;
  });
  const anomaly = isMarked(marks, at, course.windowMs) ? ["anomaly"] : [];
  return [formatWindow(at, course.windowMs), ...values, ...anomaly].join(", ");
}

/** Per line: the value at the cursor, or else the newest, and its extremes over the range. */
function LineFigures({ spec, course, cursor }: Omit<Properties, "phrase" | "marks">) {
  const at = useObserved(cursor);
  const row = at === null ? undefined : nearestRow(course.timestamps, at);
  const when = row === undefined ? undefined : course.timestamps[row];
  return (
    // Charts side by side stay level, whatever the number of their lines.
    <div className="lg:min-h-19">
      <table className="tabular-nums w-full max-w-md text-right text-[0.8125rem] [&_td]:pl-3 [&_th]:font-normal">
        <caption className="sr-only">{spec.title} per line</caption>
        <thead className="text-ink-3 text-xs">
          <tr>
            <th scope="col" className="w-16 text-left">
              <span className="sr-only">Line</span>
            </th>
            <th scope="col">{when === undefined ? "Newest" : formatWindow(when, course.windowMs)}</th>
            <th scope="col">Min</th>
            <th scope="col">Mean</th>
            <th scope="col">Max</th>
          </tr>
        </thead>
        <tbody>
          {spec.lines.map((line) => (
            <LineRow key={line.metric} line={line} course={course} row={row} style={spec.style} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LineRow({
  line,
  course,
  row,
  style,
}: {
  line: ChartLine;
  course: TimeCourse;
  row: number | undefined;
  style: NumberStyle;
}) {
  const series = course.metrics[line.metric];
  const summary = series ? summarise(series) : null;
  const value = series && (row === undefined ? newestValue(series) : series.mean[row]);
  return (
    <tr>
      <th scope="row" className="flex items-center gap-2 text-left">
        <svg aria-hidden="true" width="22" height="4" className="shrink-0">
          <line
            x1="0"
            x2="22"
            y1="2"
            y2="2"
            strokeWidth="2.5"
            stroke={`var(${line.colour})`}
            strokeDasharray={line.dash.join(" ")}
          />
        </svg>
        {line.name}
      </th>
      <td className="font-semibold lost:font-normal lost:text-ink-3">
        <FigureValue value={value} style={style} />
      </td>
      {(["min", "mean", "max"] as const).map((key) => (
        <td key={key} className="text-ink-2">
          <FigureValue value={summary?.[key]} style={style} />
        </td>
      ))}
    </tr>
  );
}
