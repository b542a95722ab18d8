import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { useObserved } from "../realtime/live-platform.js";
import { isDark } from "../ui/theme.js";
import { useDisplay } from "../ui/use-display.js";
import type { ChartCursor } from "./chart-cursor.js";
import type { ChartMark } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import { cursorWithin, nearestRow } from "./cursor.js";
import { dragToPan } from "./drag-to-pan.js";
import { isBanded, plotData, plotHeight, plotOptions } from "./plot-options.js";
import type { TimeCourse } from "./time-course.js";

interface Properties {
  spec: ChartSpec;
  course: TimeCourse;
  /** Ends of the value axis; the same for as long as they are. */
  axis: [number, number];
  marks: readonly ChartMark[];
  /** The time pointed at, shared by all charts of a page. */
  cursor: ChartCursor;
  /** Gets the range that was drawn over, epoch milliseconds. */
  onSelect: (from: number, to: number) => void;
  /** Gets by how much the time axis was moved, milliseconds, later when positive. @returns whether other times are shown now */
  onPan: (byMs: number) => boolean;
  /** Gets the time that was pressed; `null` when the cursor was pinned there. */
  onPin: (at: number | null) => void;
}

/** The drawing alone; what it shows is told in words by the chart around it. */
export function Plot({ spec, course, axis, marks, cursor, onSelect, onPan, onPin }: Properties) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const newest = useRef({ spec, course, axis, marks, onSelect, onPan, onPin });
  newest.current = { spec, course, axis, marks, onSelect, onPan, onPin };
  /** By how much the axis is moved, until the readings of where it was moved to are there. */
  const pan = useRef({ byMs: 0, isHeld: false });
  const dark = useObserved(isDark);
  const display = useDisplay();
  const banded = isBanded(course);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours, other units other axes, another chart other lines; limits that come later are read while drawing
  useEffect(() => {
    const container = place.current;
    if (container === null) return;
    pan.current = { byMs: 0, isHeld: false };
    const range = (): [number, number] => {
      const { from, to } = newest.current.course;
      return [from + pan.current.byMs, to + pan.current.byMs];
    };
    const shown = {
      banded,
      range,
      axis: () => newest.current.axis,
      limits: () => newest.current.spec.limits,
      marks: () => newest.current.marks,
      onSelect: (from: number, to: number) => newest.current.onSelect(from, to),
      // Where a time stands is known once the axis is.
      onDrawn: (plot: uPlot) => showCursor(plot, cursorWithin(cursor.get(), newest.current.course)),
    };
    const drawn = new uPlot(
      plotOptions(spec, container.clientWidth, shown),
      plotData(newest.current.course, spec),
      container,
    );
    plot.current = drawn;
    const resize = new ResizeObserver(() => drawn.setSize({ width: container.clientWidth, height: plotHeight(spec) }));
    resize.observe(container);
    const point = ({ offsetX }: MouseEvent) => {
      const { timestamps } = newest.current.course;
      cursor.set(timestamps[nearestRow(timestamps, drawn.posToVal(offsetX, "x"))] ?? null);
    };
    const press = ({ shiftKey }: MouseEvent) => {
      if (!shiftKey) newest.current.onPin(cursor.pressed());
    };
    const panTo = (byMs: number, isHeld: boolean) => {
      pan.current = { byMs, isHeld };
      drawn.setData(drawn.data);
    };
    const stopPanning = dragToPan(drawn, {
      onMove: (byMs) => panTo(byMs, true),
      onEnd: (byMs) => panTo(newest.current.onPan(byMs) ? byMs : 0, false),
    });
    const leave = () => cursor.release();
    drawn.over.addEventListener("mousemove", point);
    drawn.over.addEventListener("mouseleave", leave);
    drawn.over.addEventListener("click", press);
    const stopFollowing = cursor.subscribe(() => showCursor(drawn, cursorWithin(cursor.get(), newest.current.course)));
    return () => {
      stopFollowing();
      stopPanning();
      resize.disconnect();
      drawn.destroy();
    };
  }, [spec.lines, banded, cursor, dark, display]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other marks and another axis are drawn anew, read while drawing
  useEffect(() => {
    const drawn = plot.current;
    if (drawn === undefined) return;
    if (!pan.current.isHeld) pan.current.byMs = 0;
    drawn.setData(plotData(course, spec));
  }, [course, marks, spec, axis]);

  return <div ref={place} className="min-w-0" style={{ height: plotHeight(spec) }} />;
}

function showCursor(plot: uPlot, at: number | null): void {
  const left = at === null ? -10 : plot.valToPos(at, "x");
  plot.setCursor({ left, top: at === null ? -10 : 0 }, false);
}
