import { formatWindow } from "../ui/format.js";
import type { TimeCourse } from "./time-course.js";

/** A time that is shaded in a chart, because something was abnormal. */
export interface ChartMark {
  from: number;
  /** `null` while it lasts. */
  to: number | null;
}

/** Those that can be seen in the range, cut to it. */
export function marksWithin(marks: readonly ChartMark[], from: number, to: number): { from: number; to: number }[] {
  return marks.flatMap((mark) => {
    const end = mark.to ?? to;
    return mark.from > to || end < from ? [] : [{ from: Math.max(mark.from, from), to: Math.min(end, to) }];
  });
}

/** Whether the row's reading, or window, lies within a mark. */
export function isMarked(marks: readonly ChartMark[], at: number, windowMs: number): boolean {
  return marks.some(({ from, to }) => at + windowMs >= from && (to === null || at <= to));
}

/** So many are told one by one. */
const MAX_TOLD = 5;

/** What the shading says, in words. */
export function marksText(marks: readonly ChartMark[], { from, to, windowMs }: TimeCourse): string {
  const seen = marks.filter((mark) => marksWithin([mark], from, to).length > 0);
  if (seen.length === 0) return "no anomaly";
  const told = seen.slice(0, MAX_TOLD).map((mark) => {
    const start = `from ${formatWindow(mark.from, windowMs)}`;
    return mark.to === null ? `${start} on, not ended` : `${start} to ${formatWindow(mark.to, windowMs)}`;
  });
  const more = seen.length > MAX_TOLD ? [`and ${seen.length - MAX_TOLD} more`] : [];
  return `${seen.length} ${seen.length === 1 ? "anomaly" : "anomalies"}: ${[...told, ...more].join(", ")}`;
}
