import { useId, useMemo, useRef } from "react";
import { useLivePlatform, useObserved } from "../realtime/live-platform.js";
import { valueAxis } from "../ui/settings.js";
import type { ChartCursor } from "./chart-cursor.js";
import { ChartExport } from "./chart-export.js";
import { type ChartMark, marksText } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import { ChartWalk } from "./chart-walk.js";
import { summaryText } from "./chart-words.js";
import { extentOf, summarise } from "./course-summary.js";
import { CourseTable } from "./course-table.js";
import { beyondText, limitsText } from "./limit-band.js";
import { LineFigures } from "./line-figures.js";
import { panned } from "./pan.js";
import { Plot } from "./plot.js";
import type { RangeSearch } from "./range-search.js";
import type { TimeCourse } from "./time-course.js";
import { axisOf } from "./value-range.js";
import { zoomTo } from "./zoom.js";

interface Properties {
  /** Whose readings they are. */
  subject: string;
  spec: ChartSpec;
  course: TimeCourse;
  /** Times that are shaded; without them the chart says nothing of anomalies. */
  marks?: readonly ChartMark[];
  /** The range shown, in words. */
  phrase: string;
  cursor: ChartCursor;
  onZoom: (range: RangeSearch) => void;
  /** Gets the moment to keep the cursor at; `null` to let it go. */
  onPin: (at: number | null) => void;
}

const NO_MARKS: readonly ChartMark[] = [];

/** A chart with its figures, told in words, walked through by keyboard, and with a table of all it shows. */
export function TimeChart({ subject, spec, course, marks, phrase, cursor, onZoom, onPin }: Properties) {
  const title = useId();
  const { clock } = useLivePlatform();
  const drawing = useRef<HTMLDivElement>(null);
  const shown = useRef({ course, marks });
  shown.current = { course, marks };
  // Once for all who tell of it, and not again as the cursor moves.
  const summaries = useMemo(
    () => spec.lines.map(({ metric }) => course.metrics[metric] ?? null).map((series) => series && summarise(series)),
    [spec, course],
  );
  const withLimits = useObserved(valueAxis) === "limits";
  const axis = useMemo(() => axisOf(spec, extentOf(summaries), withLimits), [spec, summaries, withLimits]);
  const beyond = spec.limits && beyondText(spec.limits, axis);
  const pan = (byMs: number) => {
    const range = panned(course, byMs, clock.now());
    if (range !== undefined) onZoom(range);
    return range !== undefined;
  };
  return (
    <figure aria-labelledby={title} className="min-w-0">
      <div className="mb-1 flex items-start justify-between gap-2">
        <h3 id={title} className="font-semibold text-ink">
          {spec.title} <span className="font-normal text-ink-3">{spec.style.unit}</span>
        </h3>
        {spec.limits && (
          <p className="tabular-nums ml-auto flex items-center gap-1.5 self-center text-ink-3 text-xs">
            <svg aria-hidden="true" width="18" height="2" className="shrink-0 stroke-ink-3">
              <line x2="18" y1="1" y2="1" strokeDasharray="6 4" />
            </svg>
            <span>{limitsText(spec.limits, spec.style)}</span>
            {beyond && <span>({beyond})</span>}
          </p>
        )}
        <ChartExport subject={subject} spec={spec} shown={shown} drawing={drawing} />
      </div>
      <LineFigures spec={spec} course={course} summaries={summaries} cursor={cursor} onUnpin={() => onPin(null)} />
      <ChartWalk
        spec={spec}
        course={course}
        marks={marks}
        phrase={phrase}
        cursor={cursor}
        onZoom={onZoom}
        onPin={onPin}
      >
        <div ref={drawing}>
          <Plot
            spec={spec}
            course={course}
            axis={axis}
            marks={marks ?? NO_MARKS}
            cursor={cursor}
            onSelect={(from, to) => onZoom(zoomTo(from, to))}
            onPan={pan}
            onPin={onPin}
          />
        </div>
        {course.timestamps.length === 0 && (
          <p className="pointer-events-none absolute inset-0 flex items-center justify-center px-14 text-center text-ink-2">
            {spec.empty ?? "No readings"} in {phrase}
          </p>
        )}
      </ChartWalk>
      <figcaption className="sr-only">
        {spec.title} over {phrase}: {summaryText(spec, summaries, course)}
        {marks && `; ${marksText(marks, course)}`}
      </figcaption>
      <CourseTable spec={spec} course={course} marks={marks} />
    </figure>
  );
}
