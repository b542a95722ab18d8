import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import type { ChartSpec } from "../../charts/chart-spec.js";
import { TimeChart } from "../../charts/time-chart.js";
import { courseOfHistory } from "../../charts/time-course.js";
import { periodOf, timeRangeOf } from "../../charts/time-range.js";
import { useCursor } from "../../charts/use-cursor.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { capitalised } from "../../ui/format.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Skeleton } from "../../ui/skeleton.js";
import { signalName, signalStyle } from "../../units/signal-names.js";
import { useUnitSearch } from "./use-unit-search.js";

/** Its readings are not followed one by one: what is live is asked for so often. */
const LIVE_REFRESH_MS = 5_000;

/** Of a quantity nobody told the size of: narrower than this is noise. */
const MIN_SPAN = 0.1;

/** The course of one metric over the time that the unit's charts show. */
export function MeasuredChart({ id, metric }: { id: string; metric: string }) {
  const { clock } = useLivePlatform();
  const { range: search, at, onZoom, onPin } = useUnitSearch();
  const range = timeRangeOf(search);
  const isLive = search.range === "live";
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    ...deviceHistoryQuery(id, range, () => clock.now(), metric),
    ...(isLive && { refetchInterval: LIVE_REFRESH_MS }),
    placeholderData: keepPreviousData,
  });
  const spec = useMemo(() => chartOf(metric), [metric]);
  const known = useMemo(() => data && courseOfHistory(data), [data]);
  const course = known && isPlaceholderData ? { ...known, ...periodOf(range, clock.now()) } : known;
  const cursor = useCursor(at);
  if (isPending) return <Skeleton className="h-72" />;
  if (course === undefined) {
    return (
      <ErrorNotice title="Its history cannot be loaded" onRetry={() => void refetch()}>
        {error?.message}
      </ErrorNotice>
    );
  }
  return (
    <TimeChart
      subject={id}
      spec={spec}
      course={course}
      phrase={isPlaceholderData ? `${range.phrase}, still loading,` : range.phrase}
      cursor={cursor}
      onZoom={onZoom}
      onPin={onPin}
    />
  );
}

function chartOf(metric: string): ChartSpec {
  const name = capitalised(signalName(metric));
  return {
    title: name,
    style: signalStyle(metric),
    lines: [{ metric, name, colour: "--input", dash: [] }],
    minSpan: MIN_SPAN,
  };
}
