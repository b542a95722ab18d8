import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ToggleGroup } from "radix-ui";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api/api-error.js";
import { deviceAnomaliesQuery } from "../../api/device-anomalies.query.js";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import { deviceScoresQuery } from "../../api/device-scores.query.js";
import type { ChartMark } from "../../charts/chart-marks.js";
import { TimeChart } from "../../charts/time-chart.js";
import { courseOfHistory, type TimeCourse } from "../../charts/time-course.js";
import { RANGE_KEYS, type RangeKey, rangeHolding, TIME_RANGES, type TimeRange } from "../../charts/time-range.js";
import type { InsightTrail } from "../../realtime/insight-trail.js";
import { useConnection, useLivePlatform, useNow, useObserved } from "../../realtime/live-platform.js";
import { Observable } from "../../realtime/observable.js";
import type { ReadingTrail } from "../../realtime/reading-trail.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { formatWindowWidth } from "../../ui/format.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { type Anomaly, anomaliesOf, marksOf } from "./anomalies.js";
import { AnomalyList } from "./anomaly-list.js";
import { liveCourse } from "./live-course.js";
import { historyScoreCourse, liveScoreCourse, SCORE_CHART } from "./score-course.js";
import { UNIT_CHARTS } from "./unit-charts.js";
import { METRIC_NAMES } from "./use-reading-trail.js";

const route = getRouteApi("/units/$unitId");
const LIVE = TIME_RANGES.live;

interface Properties {
  id: string;
  trail: ReadingTrail;
  insights: InsightTrail;
}

/** The unit's course: the last minutes as they happen, or its history; with its score and its anomalies. */
export function TrendsPanel({ id, trail, insights }: Properties) {
  const { range, at } = route.useSearch();
  const navigate = route.useNavigate();
  const { clock } = useLivePlatform();
  const { anomalies, trouble } = useAnomalies(id, insights);
  const marks = useMemo(() => marksOf(anomalies), [anomalies]);
  const [cursor] = useState(() => new Observable<number | null>(at ?? null));
  const charts = useRef<HTMLDivElement>(null);

  const choose = (next: string) => {
    const key = RANGE_KEYS.find((known) => known === next);
    // Pressing what is pressed already gives an empty choice: it stays.
    if (key) void navigate({ search: { range: key }, resetScroll: false });
  };
  const show = ({ start }: Anomaly) => {
    choose(rangeHolding(start, clock.now()) ?? range);
    cursor.set(start);
    charts.current?.scrollIntoView({ block: "nearest" });
  };
  const around = {
    id,
    insights,
    cursor,
    marks,
    list: <AnomalyList anomalies={anomalies} trouble={trouble} onShow={show} />,
  };
  return (
    <Panel title="Trends" aside={<RangeChoice range={range} onChange={choose} />}>
      <div ref={charts}>
        {range === "live" ? (
          <LiveTrends {...around} trail={trail} />
        ) : (
          <HistoryTrends {...around} range={TIME_RANGES[range]} />
        )}
      </div>
    </Panel>
  );
}

/** Those of the database, joined with what is said live. */
function useAnomalies(id: string, insights: InsightTrail): { anomalies: Anomaly[]; trouble: string | undefined } {
  const { clock } = useLivePlatform();
  const { data, error } = useQuery(deviceAnomaliesQuery(id, () => clock.now()));
  const live = useObserved(insights.insights);
  const anomalies = useMemo(() => anomaliesOf(data ?? [], live), [data, live]);
  // A unit that the database does not know yet has no past.
  const isNew = error instanceof ApiError && error.status === 404;
  return { anomalies, trouble: isNew ? undefined : error?.message };
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

interface TrendProperties {
  id: string;
  insights: InsightTrail;
  /** Stands beside the score. */
  list: ReactNode;
  marks: readonly ChartMark[];
  cursor: Observable<number | null>;
}

function LiveTrends({ id, trail, insights, ...around }: TrendProperties & { trail: ReadingTrail }) {
  const { clock } = useLivePlatform();
  const { status } = useConnection();
  const seed = useQuery(deviceHistoryQuery(id, LIVE, () => clock.now()));
  const scores = useQuery(deviceScoresQuery(id, LIVE, () => clock.now()));
  const readings = useObserved(trail.trail);
  const { recent } = useObserved(insights.insights);
  const now = useNow();
  const course = useMemo(
    () => liveCourse(seed.data, readings, METRIC_NAMES, now, LIVE.spanMs),
    [seed.data, readings, now],
  );
  const score = useMemo(() => liveScoreCourse(scores.data, recent, course), [scores.data, recent, course]);
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
      <Charts course={course} score={score} phrase={LIVE.phrase} {...around} />
    </>
  );
}

function HistoryTrends({ id, range, insights: _, ...around }: TrendProperties & { range: TimeRange }) {
  const { clock } = useLivePlatform();
  const { data, error, isPending, refetch } = useQuery(deviceHistoryQuery(id, range, () => clock.now()));
  const scores = useQuery(deviceScoresQuery(id, range, () => clock.now()));
  const course = useMemo(() => data && courseOfHistory(data), [data]);
  const score = useMemo(() => course && historyScoreCourse(scores.data, course), [scores.data, course]);
  if (course === undefined || score === undefined) {
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
        {scores.error !== null && ` The score cannot be loaded: ${scores.error.message}`}
      </p>
      <Charts course={course} score={score} phrase={range.phrase} {...around} />
    </>
  );
}

function Charts({
  course,
  score,
  phrase,
  list,
  ...shared
}: Pick<TrendProperties, "list" | "marks" | "cursor"> & { course: TimeCourse; score: TimeCourse; phrase: string }) {
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[3fr_2fr]">
      {UNIT_CHARTS.map((spec) => (
        <ErrorBoundary key={spec.title} what={spec.title}>
          <TimeChart spec={spec} course={course} phrase={phrase} {...shared} />
        </ErrorBoundary>
      ))}
      <ErrorBoundary what={SCORE_CHART.title}>
        <TimeChart spec={SCORE_CHART} course={score} phrase={phrase} {...shared} />
      </ErrorBoundary>
      <ErrorBoundary what="The list of anomalies">{list}</ErrorBoundary>
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
