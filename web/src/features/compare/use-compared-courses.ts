import type { DeviceHistory, ElectricalMetricName } from "@gridwatch/contracts";
import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import { liveCourse } from "../../charts/live-course.js";
import type { RangeSearch } from "../../charts/range-search.js";
import { courseOfHistory, type TimeCourse } from "../../charts/time-course.js";
import { periodOf, timeRangeOf } from "../../charts/time-range.js";
import { useReadingTrails } from "../../charts/use-reading-trails.js";
import { useLivePlatform, useNow } from "../../realtime/live-platform.js";

/** No unit is followed where nothing is live. */
const NONE: readonly string[] = [];

export interface ComparedCourses {
  /** By unit, of those whose course is known. */
  courses: ReadonlyMap<string, TimeCourse>;
  /** By unit, of those that the database has answered for; the same until it answers anew. */
  histories: ReadonlyMap<string, DeviceHistory>;
  isPending: boolean;
  /** Whether some still hold what was known of the range before. */
  isOutdated: boolean;
  troubles: readonly { unit: string; isMissing: boolean; message: string; retry: () => void }[];
}

/**
 * The courses of some units over the same range: the last minutes as they happen, or history.
 *
 * @param units the same array for as long as it holds the same units
 * @param metrics likewise; others may be lacking
 */
export function useComparedCourses(
  units: readonly string[],
  metrics: readonly ElectricalMetricName[],
  search: RangeSearch,
): ComparedCourses {
  const { clock } = useLivePlatform();
  const range = useMemo(() => timeRangeOf(search), [search]);
  const live = search.range === "live";
  const trails = useReadingTrails(live ? units : NONE);
  const now = useNow();
  const liveNow = live ? now : 0;
  // What was shown before stays until what was asked for is there; `useQueries` itself does not keep it.
  const kept = useRef<ReadonlyMap<string, DeviceHistory>>(new Map());
  // The same for as long as the same is asked for: this renders each second.
  const queries = useMemo(
    () =>
      units.map((id) => ({
        ...deviceHistoryQuery(id, range, () => clock.now()),
        placeholderData: () => (live ? undefined : kept.current.get(id)),
      })),
    [units, range, live, clock],
  );
  const { answers, outdated, pending, errors, retries } = useQueries({ queries, combine });
  const isOutdated = outdated.includes(true);
  // What ends now ends later with each rendering: of no matter but while what was known before is shown in it.
  const { from, to } = periodOf(range, isOutdated ? clock.now() : 0);
  const courses = useMemo(() => {
    const known = new Map<string, TimeCourse>();
    for (const [index, unit] of units.entries()) {
      const history = answers[index];
      const trail = trails[index]?.trail.get();
      if (trail !== undefined) {
        // With neither an answer nor a reading nothing is known yet: not even that there is nothing.
        if (trail.timestamps.length === 0 && history === undefined && pending[index]) continue;
        known.set(unit, liveCourse(history, trail, metrics, liveNow, range.spanMs));
      } else if (history !== undefined) {
        known.set(unit, { ...courseOfHistory(history), ...(outdated[index] && { from, to }) });
      }
    }
    return known;
  }, [units, metrics, answers, outdated, pending, trails, liveNow, range.spanMs, from, to]);
  const histories = useMemo(
    () => new Map(units.flatMap((unit, index) => (answers[index] ? [[unit, answers[index]] as const] : []))),
    [units, answers],
  );
  kept.current = histories;
  const troubles = units.flatMap((unit, index) => {
    const message = errors[index]?.message;
    const isMissing = answers[index] === undefined;
    return message === undefined ? [] : [{ unit, isMissing, message, retry: () => void retries[index]?.() }];
  });
  return { courses, histories, isPending: pending.includes(true), isOutdated, troubles };
}

function combine(answers: UseQueryResult<DeviceHistory>[]) {
  return {
    answers: answers.map(({ data }) => data),
    pending: answers.map(({ isPending }) => isPending),
    outdated: answers.map(({ isPlaceholderData }) => isPlaceholderData),
    errors: answers.map(({ error }) => error),
    retries: answers.map(({ refetch }) => refetch),
  };
}
