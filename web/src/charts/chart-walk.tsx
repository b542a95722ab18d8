import type { ReactNode } from "react";
import { useObserved } from "../realtime/live-platform.js";
import type { ChartCursor } from "./chart-cursor.js";
import type { ChartMark } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import { rowText } from "./chart-words.js";
import { cursorAfterKey, nearestRow } from "./cursor.js";
import type { RangeSearch } from "./range-search.js";
import type { TimeCourse } from "./time-course.js";
import { zoomByKey } from "./zoom.js";

interface Properties {
  spec: ChartSpec;
  course: TimeCourse;
  marks: readonly ChartMark[] | undefined;
  phrase: string;
  cursor: ChartCursor;
  onZoom: (range: RangeSearch) => void;
  onPin: (at: number | null) => void;
  children: ReactNode;
}

/** Arrow keys move the cursor from reading to reading; each position is spoken. `+` and `-` zoom around it, Enter keeps it. */
export function ChartWalk({ spec, course, marks, phrase, cursor, onZoom, onPin, children }: Properties) {
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
        const zoomed = zoomByKey(event.key, course, at ?? to);
        if (zoomed !== undefined) onZoom(zoomed);
        if (event.key === "Enter" || event.key === "Escape") onPin(event.key === "Enter" ? at : null);
        const next = cursorAfterKey(event.key, timestamps, at);
        if (next === undefined) return;
        event.preventDefault();
        cursor.set(next);
      }}
      onBlur={() => cursor.release()}
      className="relative mt-1"
    >
      {children}
    </div>
  );
}
