import { X } from "lucide-react";
import { useObserved } from "../realtime/live-platform.js";
import { formatWindow, type NumberStyle } from "../ui/format.js";
import { FigureValue } from "../units/figure-value.js";
import type { ChartCursor } from "./chart-cursor.js";
import type { ChartLine, ChartSpec } from "./chart-spec.js";
import { newestValue, type SeriesSummary, valueAtRow } from "./course-summary.js";
import { cursorWithin, nearestRow } from "./cursor.js";
import type { TimeCourse } from "./time-course.js";

interface Properties {
  spec: ChartSpec;
  course: TimeCourse;
  /** One for each line. */
  summaries: readonly (SeriesSummary | null)[];
  cursor: ChartCursor;
  /** Lets go of a cursor that is pinned. */
  onUnpin: () => void;
}

/** Per line: the value at the cursor, or else the newest, and its extremes over the range. */
export function LineFigures({ spec, course, summaries, cursor, onUnpin }: Properties) {
  const at = cursorWithin(useObserved(cursor), course);
  const isPinned = useObserved(cursor.pinned) === at;
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
            <th scope="col">
              {when === undefined ? (
                "Newest"
              ) : (
                <>
                  {isPinned && <Unpin onPress={onUnpin} />}
                  {formatWindow(when, course.windowMs)}
                </>
              )}
            </th>
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

/** What a finger lets go of the cursor with. */
function Unpin({ onPress }: { onPress: () => void }) {
  return (
    <button
      type="button"
      title="Let the cursor go (Esc in the chart)"
      aria-label="Let the cursor go"
      onClick={onPress}
      className="-my-1 mr-0.5 inline-flex size-6 items-center justify-center rounded-control align-middle text-ink-3 hover:bg-raised hover:text-ink print:hidden"
    >
      <X aria-hidden="true" className="size-3.5" />
    </button>
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
