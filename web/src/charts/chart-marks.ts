import { formatWindow } from "../ui/format.js";
import type { TimeCourse } from "./time-course.js";

export const MARK_KINDS = ["anomaly", "voltage event"] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** A time that is shaded in a chart, because something was not as usual. */
export interface ChartMark {
  kind: MarkKind;
  /** What it is called in the midst of a sentence: `anomaly`, `sag`. */
  name: string;
  from: number;
  /** When it was over; `null` while it lasts. */
  to: number | null;
}

/** Those that can be seen in the range, cut to it. */
export function marksWithin(
  marks: readonly ChartMark[],
  from: number,
  to: number,
): { kind: MarkKind; from: number; to: number }[] {
  return marks.flatMap((mark) => {
    const end = mark.to ?? to;
    if (mark.from > to || end < from) return [];
    return [{ kind: mark.kind, from: Math.max(mark.from, from), to: Math.min(end, to) }];
  });
}

export function marksOfKind(marks: readonly ChartMark[], kind: MarkKind): ChartMark[] {
  return marks.filter((mark) => mark.kind === kind);
}

/** Names of the marks that the row's reading, or part of its window, lies within; each once. */
export function namesAt(marks: readonly ChartMark[], at: number, windowMs: number): string[] {
  return [...new Set(marks.filter((mark) => holds(mark, at, windowMs)).map(({ name }) => name))];
}

function holds({ from, to }: ChartMark, at: number, windowMs: number): boolean {
  // A window ends before the next begins.
  const hasBegun = windowMs === 0 ? at >= from : at + windowMs > from;
  return hasBegun && (at < (to ?? Number.POSITIVE_INFINITY) || at === from);
}

/** So many of a kind are told one by one. */
const MAX_TOLD = 5;

const PLURALS: Readonly<Record<MarkKind, string>> = { anomaly: "anomalies", "voltage event": "voltage events" };

/** What the shading says, in words. Voltage events are looked for in voltages alone: that there is none is not said. */
export function marksText(marks: readonly ChartMark[], { from, to, windowMs }: TimeCourse): string {
  const told = MARK_KINDS.flatMap((kind) => {
    const seen = marksOfKind(marks, kind).filter((mark) => marksWithin([mark], from, to).length > 0);
    if (seen.length === 0) return kind === "anomaly" ? ["no anomaly"] : [];
    const each = seen.slice(0, MAX_TOLD).map((mark) => markText(mark, windowMs));
    const more = seen.length > MAX_TOLD ? [`and ${seen.length - MAX_TOLD} more`] : [];
    return [`${seen.length} ${seen.length === 1 ? kind : PLURALS[kind]}: ${[...each, ...more].join(", ")}`];
  });
  return told.join("; ");
}

function markText({ kind, name, from, to }: ChartMark, windowMs: number): string {
  const start = `${name === kind ? "" : `${name} `}from ${formatWindow(from, windowMs)}`;
  return to === null ? `${start} on, not ended` : `${start} to ${formatWindow(to, windowMs)}`;
}
