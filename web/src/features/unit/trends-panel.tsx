import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ToggleGroup } from "radix-ui";
import { useMemo, useState } from "react";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import { TimeChart } from "../../charts/time-chart.js";
import { courseOfHistory, type TimeCourse } from "../../charts/time-course.js";
import { useConnection, useLivePlatform, useNow, useObserved } from "../../realtime/live-platform.js";
import { Observable } from "../../realtime/observable.js";
import type { ReadingTrail } from "../../realtime/reading-trail.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { formatWindowWidth } from "../../ui/format.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { liveCourse } from "./live-course.js";
import { RANGE_KEYS, type RangeKey, TIME_RANGES, type TimeRange } from "./time-range.js";
import { UNIT_CHARTS } from "./unit-charts.js";
import { METRIC_NAMES } from "./use-reading-trail.js";

const route = getRouteApi("/units/$unitId");
const LIVE = TIME_RANGES.live;

/** The unit's course: the last minutes as they happen, or its history. */
export function TrendsPanel({ id, trail }: { id: string; trail: ReadingTrail }) {
  const { range } = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (next: string) => {
    const key = RANGE_KEYS.find((known) => known === next);
    // Pressing what is pressed already gives an empty choice: it stays.
    if (key) void navigate({ search: { range: key } });
  };
  return (
    <Panel title="Trends" aside={<RangeChoice range={range} onChange={choose} />}>
      {range === "live" ? <LiveTrends id={id} trail={trail} /> : <HistoryTrends id={id} range={TIME_RANGES[range]} />}
    </Panel>
  );
}

function RangeChoice({ range, onChange }: { range: RangeKey; onChange: (range: string) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      value={range}
      onValueChange={onChange}
      aria-label="Time range"
      className="flex rounded-control bg-sunken p-0.5"
    >
      {RANGE_KEYS.map((key) => (
        <ToggleGroup.Item
          key={key}
          value={key}
          title={TIME_RANGES[key].phrase}
          className="h-7 rounded-[5px] px-2.5 text-ink-2 hover:text-ink data-[state=on]:bg-raised data-[state=on]:font-semibold data-[state=on]:text-ink data-[state=on]:shadow-card max-sm:px-2"
        >
          {TIME_RANGES[key].name}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

function LiveTrends({ id, trail }: { id: string; trail: ReadingTrail }) {
  const { clock } = useLivePlatform();
  const { status } = useConnection();
  const seed = useQuery(deviceHistoryQuery(id, LIVE, () => clock.now()));
  const readings = useObserved(trail.trail);
  const now = useNow();
  const course = useMemo(
    () => liveCourse(seed.data, readings, METRIC_NAMES, now, LIVE.spanMs),
    [seed.data, readings, now],
  );
  if (seed.isPending && course.timestamps.length === 0) return <ChartSkeletons />;
  return (
    <>
      <p className="mb-3 text-ink-2">
        {status === "live" ? "Every reading of " : "No connection: what is known of "}
        {LIVE.phrase}.
      </p>
      {seed.isError && (
        <div className="mb-3">
          <ErrorNotice title="The minutes before now cannot be loaded" onRetry={() => void seed.refetch()}>
            {seed.error.message} New readings are drawn as they arrive.
          </ErrorNotice>
        </div>
      )}
      <Charts course={course} phrase={LIVE.phrase} />
    </>
  );
}

function HistoryTrends({ id, range }: { id: string; range: TimeRange }) {
  const { clock } = useLivePlatform();
  const { data, error, isPending, refetch } = useQuery(deviceHistoryQuery(id, range, () => clock.now()));
  const course = useMemo(() => data && courseOfHistory(data), [data]);
  if (course === undefined) {
    if (isPending) return <ChartSkeletons />;
    return (
      <ErrorNotice title="The history cannot be loaded" onRetry={() => void refetch()}>
        {error?.message} The newest values above go on without it.
      </ErrorNotice>
    );
  }
  return (
    <>
      <p className="mb-3 text-ink-2">
        {capitalised(range.phrase)} in {formatWindowWidth(course.windowMs)} windows: the line is the mean, the band
        reaches from the lowest to the highest reading.
        {error !== null && ` Not renewed: ${error.message}`}
      </p>
      <Charts course={course} phrase={range.phrase} />
    </>
  );
}

function Charts({ course, phrase }: { course: TimeCourse; phrase: string }) {
  const [cursor] = useState(() => new Observable<number | null>(null));
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[3fr_2fr]">
      {UNIT_CHARTS.map((spec) => (
        <ErrorBoundary key={spec.title} what={spec.title}>
          <TimeChart spec={spec} course={course} phrase={phrase} cursor={cursor} />
        </ErrorBoundary>
      ))}
    </div>
  );
}

function ChartSkeletons() {
  return (
    <div aria-busy="true" className="grid gap-x-8 gap-y-6 lg:grid-cols-[3fr_2fr]">
      <span className="sr-only">Loading charts</span>
      {UNIT_CHARTS.map(({ title }) => (
        <Skeleton key={title} className="h-72" />
      ))}
    </div>
  );
}

function capitalised(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}
