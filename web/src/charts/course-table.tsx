import { useState } from "react";
import { capitalised, formatInFull, formatWindow, type NumberStyle } from "../ui/format.js";
import { FigureValue } from "../units/figure-value.js";
import { type ChartMark, MARK_KINDS, marksOfKind, namesAt } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import type { CourseColumn, TimeCourse } from "./time-course.js";

interface Properties {
  spec: ChartSpec;
  course: TimeCourse;
  marks: readonly ChartMark[] | undefined;
}

/** The chart's twin: the same in numbers, newest first. It is made only while it is open. */
export function CourseTable({ spec, course, marks }: Properties) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-1 not-open:print:hidden" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="w-fit rounded text-ink-2 text-xs hover:text-ink hover:underline">
        {spec.title} as a table
      </summary>
      {open && (
        <section
          aria-label={`${spec.title} as a table`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="mt-2 max-h-72 overflow-auto rounded-control border border-line print:max-h-none print:overflow-visible"
        >
          <Rows spec={spec} course={course} marks={marks} />
        </section>
      )}
    </details>
  );
}

function Rows({ spec, course, marks }: Properties) {
  const { lines, style } = spec;
  const shaded = MARK_KINDS.map((kind) => ({ kind, marks: marksOfKind(marks ?? [], kind) })).filter(
    (column) => column.marks.length > 0,
  );
  const figures = course.windowMs === 0 ? (["mean"] as const) : (["min", "mean", "max"] as const);
  return (
    <table className="tabular-nums w-full text-right text-xs [&_td]:px-2 [&_td]:py-0.5 [&_th]:px-2 [&_th]:py-1">
      <caption className="sr-only">
        {spec.title}
        {style.unit && ` in ${style.unit}`}, newest first
      </caption>
      <thead className="sticky top-0 bg-raised text-ink-2">
        <tr>
          <th scope="col" className="text-left">
            Time
          </th>
          {lines.flatMap(({ metric, name }) =>
            figures.map((figure) => (
              <th key={`${metric}-${figure}`} scope="col">
                {course.windowMs === 0 ? name : `${name} ${figure}`}
              </th>
            )),
          )}
          {shaded.map(({ kind }) => (
            <th key={kind} scope="col">
              {capitalised(kind)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {course.timestamps
          .map((at, row) => (
            <tr key={at} className="border-line border-t">
              <th scope="row" title={formatInFull(at)} className="whitespace-nowrap text-left font-normal">
                {formatWindow(at, course.windowMs)}
              </th>
              {lines.flatMap(({ metric }) =>
                figures.map((figure) => (
                  <td key={`${metric}-${figure}`}>
                    <Cell series={course.metrics[metric]?.[figure]} row={row} style={style} />
                  </td>
                )),
              )}
              {shaded.map(({ kind, marks }) => (
                <td key={kind}>{namesAt(marks, at, course.windowMs).join(", ")}</td>
              ))}
            </tr>
          ))
          .reverse()}
      </tbody>
    </table>
  );
}

/** Empty where the row is another line's. */
function Cell({ series, row, style }: { series: CourseColumn | undefined; row: number; style: NumberStyle }) {
  const value = series?.[row];
  return series !== undefined && value === undefined ? null : <FigureValue value={value} style={style} />;
}
