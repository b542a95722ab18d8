import { type VoltageEvent, voltageEvents } from "@gridwatch/grid-physics";
import type { ChartMark } from "../../charts/chart-marks.js";
import type { ChartSpec } from "../../charts/chart-spec.js";
import type { TimeCourse } from "../../charts/time-course.js";
import { voltageEventName } from "./voltage-event-name.js";

/** The sags, swells and interruptions that a chart of voltages draws, found in its own lines; of other quantities there are none. */
export function voltageMarks({ lines, limits }: ChartSpec, course: TimeCourse): ChartMark[] {
  if (limits === undefined) return [];
  const events = eventsIn(
    course,
    lines.map(({ metric }) => metric),
    limits.nominal,
  );
  return events.map((event) => ({
    kind: "voltage event",
    name: voltageEventName(event),
    from: event.from,
    to: event.to,
  }));
}

/** @param metrics voltages phase-to-neutral, one for each phase @param nominal V @returns in the order they began */
export function eventsIn(
  { timestamps, windowMs, metrics: columns }: Pick<TimeCourse, "timestamps" | "windowMs" | "metrics">,
  metrics: readonly string[],
  nominal: number,
): VoltageEvent[] {
  const phases = metrics.map((metric) => columns[metric] ?? NOTHING);
  return voltageEvents(timestamps, windowMs, phases, nominal);
}

const NOTHING = { min: [], max: [] };
