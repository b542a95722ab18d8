import { type ReactNode, useEffect, useRef } from "react";
import { useLivePlatform, useObserved } from "../realtime/live-platform.js";
import type { ChartCursor } from "./chart-cursor.js";
import { actionOfKey, type ChartAction } from "./chart-keys.js";
import type { ChartMark } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import { rowText } from "./chart-words.js";
import { cursorWithin, nearestRow } from "./cursor.js";
import type { RangeSearch } from "./range-search.js";
import type { TimeCourse } from "./time-course.js";

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

/** Arrow keys move the cursor from reading to reading; each position is spoken. `+` and `-` zoom around it, Enter keeps it, Shift and arrows pan. */
export function ChartWalk({ spec, course, marks, phrase, cursor, onZoom, onPin, children }: Properties) {
  const at = cursorWithin(useObserved(cursor), course);
  const { clock } = useLivePlatform();
  const { timestamps, from, to } = course;
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it comes
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (isLost && cursor.walked === spec.title) place.current?.focus({ preventScroll: true });
  }, []);
  const act = (action: ChartAction) => {
    if (action.kind === "show") onZoom(action.range);
    else if (action.kind === "point") cursor.set(action.at);
    else if (action.kind === "keep") onPin(action.at);
    else {
      onPin(null);
      cursor.set(null);
    }
  };
  return (
    <div
      ref={place}
      role="slider"
      tabIndex={0}
      aria-label={`${spec.title}: walk through ${phrase}`}
      aria-valuemin={0}
      aria-valuemax={to - from}
      aria-valuenow={(at ?? to) - from}
      // Without a cursor the text stays the same, so that nothing is spoken with each reading that comes in.
      aria-valuetext={at === null ? "Newest" : rowText(spec, course, marks, nearestRow(timestamps, at))}
      onKeyDown={(event) => {
        const action = actionOfKey(event, course, at, clock.now());
        if (action === undefined) return;
        event.preventDefault();
        act(action);
      }}
      onFocus={() => {
        cursor.walked = spec.title;
      }}
      onBlur={() => {
        cursor.walked = undefined;
        cursor.release();
      }}
      className="relative mt-1"
    >
      {children}
    </div>
  );
}
