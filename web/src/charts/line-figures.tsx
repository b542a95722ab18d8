import { useObserved } from "../realtime/live-platform.js";
import type { Observable } from "../realtime/observable.js";
import { formatWindow, type NumberStyle } from "../ui/format.js";
import { FigureValue } from "../units/figure-value.js";
import type { ChartLine, ChartSpec } from "./chart-spec.js";
import { newestValue, type SeriesSummary, valueAtRow } from "./course-summary.js";
import { nearestRow } from "./cursor.js";
import type { TimeCourse } from "./time-course.js";

interface Properties {
  spec: ChartSpec;
  course: TimeCourse;
  /** One for each line. */
  summaries: readonly (SeriesSummary | null)[];
  cursor: Observable<number | null>;
}

/** Per line: the value at the cursor, or else the newest, and its extremes over the range. */
export function LineFigures({ spec, course, summaries, cursor }: Properties) {
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
          {spec.lines.map((line, index) => (
            <LineRow
              key={line.metric}
              line={line}
              course={course}
              summary={summaries[index]}
              row={row}
              style={spec.style}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LineRow({
  line,
  course,
  summary,
  row,
  style,
}: {
  line: ChartLine;
  course: TimeCourse;
  summary: SeriesSummary | null | undefined;
  row: number | undefined;
  style: NumberStyle;
}) {
  const series = course.metrics[line.metric];
  const value = series && (row === undefined ? newestValue(series) : valueAtRow(series.mean, row));
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
        <span title={line.name} className="max-w-24 truncate sm:max-w-64">
          {line.name}
        </span>
      </th>
      <td className="font-semibold old:font-normal old:text-ink-3">
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
