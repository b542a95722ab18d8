import type { VoltageEvent } from "@gridwatch/grid-physics";
import { useMemo } from "react";
import { liveCourse } from "../../charts/live-course.js";
import { TIME_RANGES } from "../../charts/time-range.js";
import { useAtTick } from "../../realtime/live-platform.js";
import type { ReadingTrail } from "../../realtime/reading-trail.js";
import { OUTPUT_VOLTAGES } from "./supply.js";
import { eventsIn } from "./voltage-marks.js";

/** Sags, swells and interruptions of the output in the readings followed, which no answered history holds yet, newest first. @param nominal V */
export function useRecentEvents(trail: ReadingTrail, nominal: number): readonly VoltageEvent[] {
  const { spanMs } = TIME_RANGES.live;
  // Rendered when one of them has changed, not with each reading.
  const recent = useAtTick((now) =>
    JSON.stringify(
      eventsIn(liveCourse(undefined, trail.trail.get(), OUTPUT_VOLTAGES, now, spanMs), OUTPUT_VOLTAGES, nominal),
    ),
  );
  return useMemo(() => (JSON.parse(recent) as VoltageEvent[]).reverse(), [recent]);
}

/**
 * The events of a week, with what readings tell since it was answered: of an event that both know, whether it lasts and how far
 * it went; and those that the week does not hold.
 *
 * @param weekly newest first, as is what is returned
 */
export function withRecent(weekly: readonly VoltageEvent[], recent: readonly VoltageEvent[]): VoltageEvent[] {
  const known = weekly.map((event) => recent.filter((one) => isSame(event, one)).reduce(continued, event));
  const unknown = recent.filter((one) => !weekly.some((event) => isSame(event, one)));
  return [...unknown, ...known].sort((one, other) => other.from - one.from);
}

/** Whether they are on the same side of the limits at the same time. */
function isSame(one: VoltageEvent, other: VoltageEvent): boolean {
  const isSwell = (event: VoltageEvent) => event.kind === "swell";
  const end = ({ to }: VoltageEvent) => to ?? Number.POSITIVE_INFINITY;
  return isSwell(one) === isSwell(other) && one.from < end(other) && other.from < end(one);
}

function continued(
  event: VoltageEvent,
  { to, kind, sustained, phases, extreme, percentOfNominal }: VoltageEvent,
): VoltageEvent {
  const isFarther = Math.abs(percentOfNominal - 100) > Math.abs(event.percentOfNominal - 100);
  return {
    ...event,
    ...(isFarther && { kind, extreme, percentOfNominal }),
    sustained: event.sustained || sustained,
    phases: [...new Set([...event.phases, ...phases])].sort(),
    // A window ends later than what is in it.
    to: to === null || event.to === null ? null : Math.max(event.to, to),
  };
}
