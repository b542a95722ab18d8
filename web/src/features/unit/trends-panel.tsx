import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef } from "react";
import { isNotFound } from "../../api/api-error.js";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import { deviceScoresQuery } from "../../api/device-scores.query.js";
import { AxisChoice } from "../../charts/axis-choice.js";
import type { ChartCursor } from "../../charts/chart-cursor.js";
import type { ChartMark } from "../../charts/chart-marks.js";
import type { ChartSpec } from "../../charts/chart-spec.js";
import { historyWords } from "../../charts/chart-words.js";
import { liveCourse, liveWords } from "../../charts/live-course.js";
import { RangeChoice } from "../../charts/range-choice.js";
import { type RangeSearch, rangeAround } from "../../charts/range-search.js";
import { RangeSteps } from "../../charts/range-steps.js";
import { TimeChart } from "../../charts/time-chart.js";
import { courseOfHistory, type TimeCourse } from "../../charts/time-course.js";
import { periodOf, TIME_RANGES, type TimeRange, timeRangeOf } from "../../charts/time-range.js";
import { useCursor } from "../../charts/use-cursor.js";
import { METRIC_NAMES } from "../../charts/use-reading-trails.js";
import type { InsightTrail } from "../../realtime/insight-trail.js";
import { useConnection, useLivePlatform, useNow, useObserved } from "../../realtime/live-platform.js";
import type { ReadingTrail } from "../../realtime/reading-trail.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { type Anomaly, marksOf } from "./anomalies.js";
import { AnomalyList } from "./anomaly-list.js";
import { MarksKey } from "./marks-key.js";
import { historyScoreCourse, liveScoreCourse, SCORE_CHART } from "./score-course.js";
import { unitCharts } from "./unit-charts.js";
import { TRENDS } from "./unit-search.js";
import { useAnomalies } from "./use-anomalies.js";
import { useSupply } from "./use-supply.js";
import { useUnitSearch } from "./use-unit-search.js";
import { voltageMarks } from "./voltage-marks.js";

const LIVE = TIME_RANGES.live;

/** Output beside input; on a wall currents beside voltages too. */
const GRID = "grid gap-x-8 gap-y-6 lg:grid-cols-[3fr_2fr] wall:grid-cols-[3fr_2fr_3fr_2fr]";

interface Properties {
  id: string;
  trail: ReadingTrail;
  insights: InsightTrail;
}

/** The unit's course: the last minutes as they happen, or its history; with its score and its anomalies. */
export function TrendsPanel({ id, trail, insights }: Properties) {
  const { range, at, onZoom, onPin } = useUnitSearch();
  const { clock } = useLivePlatform();
  const { anomalies, trouble } = useAnomalies(id, insights);
  const { output, input } = useSupply(id);
  const marks = useMemo(() => marksOf(anomalies), [anomalies]);
  const specs = useMemo(() => unitCharts({ output, input }), [output, input]);
  const cursor = useCursor(at);
  const charts = useRef<HTMLDivElement>(null);

  const show = ({ start, end }: Anomaly) => {
    onZoom({ ...rangeAround(start, end, clock.now()), at: start });
    cursor.set(start);
    charts.current?.scrollIntoView({ block: "nearest" });
  };
  const around = {
    id,
    insights,
    cursor,
    specs,
    marks,
    onZoom,
    onPin,
    list: <AnomalyList id={id} anomalies={anomalies} trouble={trouble} onShow={show} />,
  };
  return (
    <Panel
      title="Trends"
      className="mb-3"
      aside={
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <AxisChoice />
          <RangeSteps search={{ ...range, ...(at !== undefined && { at }) }} onChange={onZoom} />
          <RangeChoice search={range} onChange={onZoom} />
        </div>
      }
    >
      <div ref={charts} id={TRENDS}>
        {range.range === "live" ? (
          <LiveTrends {...around} trail={trail} />
        ) : (
          <HistoryTrends {...around} range={timeRangeOf(range)} />
        )}
      </div>
    </Panel>
  );
}

interface TrendProperties {
  id: string;
  insights: InsightTrail;
  /** Stands beside the score. */
  list: ReactNode;
  /** Of the readings. */
  specs: readonly ChartSpec[];
  /** Of all charts; those of voltages have their own besides. */
  marks: readonly ChartMark[];
  cursor: ChartCursor;
  onZoom: (range: RangeSearch) => void;
  onPin: (at: number | null) => void;
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
      <p className="mb-3 text-ink-2">{liveWords(status === "live")}</p>
      {seed.isError && (
        <div className="mb-3">
          <ErrorNotice title="The minutes before now cannot be loaded" onRetry={() => void seed.refetch()}>
            {seed.error.message} New readings are drawn as they arrive.
          </ErrorNotice>
        </div>
      )}
      <ScoreTrouble scores={scores} />
      <Charts id={id} course={course} score={score} phrase={LIVE.phrase} {...around} />
    </>
  );
}

function HistoryTrends({ id, range, insights: _, ...around }: TrendProperties & { range: TimeRange }) {
  const { clock } = useLivePlatform();
  // What was known before stays, on the new range's axis, until that is there; and with it the focus.
  const kept = { placeholderData: keepPreviousData };
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    ...deviceHistoryQuery(id, range, () => clock.now()),
    ...kept,
  });
  const scores = useQuery({ ...deviceScoresQuery(id, range, () => clock.now()), ...kept });
  const known = useMemo(() => data && courseOfHistory(data), [data]);
  const course = known && isPlaceholderData ? { ...known, ...periodOf(range, clock.now()) } : known;
  const score = useMemo(() => course && historyScoreCourse(scores.data, course), [scores.data, course]);
  if (course === undefined || score === undefined) {
    if (isPending) return <ChartSkeletons />;
    return (
      <ErrorNotice title="The history cannot be loaded" onRetry={() => void refetch()}>
        {error?.message} The newest values above go on without it.
      </ErrorNotice>
    );
  }
  const phrase = isPlaceholderData ? `${range.phrase}, still loading,` : range.phrase;
  return (
    <>
      <p className="mb-3 text-ink-2">{historyWords(phrase, course)}</p>
      {error !== null && (
        <div className="mb-3">
          <ErrorNotice title="The history is not renewed" onRetry={() => void refetch()}>
            {error.message} What is drawn is from before.
          </ErrorNotice>
        </div>
      )}
      <ScoreTrouble scores={scores} />
      <Charts id={id} course={course} score={score} phrase={phrase} {...around} />
    </>
  );
}

function ScoreTrouble({ scores: { data, error, refetch } }: { scores: UseQueryResult }) {
  if (error === null || isNotFound(error)) return null;
  return (
    <div className="mb-3">
      <ErrorNotice
        title={data === undefined ? "The score cannot be loaded" : "The score is not renewed"}
        onRetry={() => void refetch()}
      >
        {error.message} The other charts go on without it.
      </ErrorNotice>
    </div>
  );
}

function Charts({
  id,
  course,
  score,
  phrase,
  specs,
  marks,
  list,
  ...shared
}: Omit<TrendProperties, "insights"> & { course: TimeCourse; score: TimeCourse; phrase: string }) {
  const charts = useMemo(
    () => specs.map((spec) => ({ spec, marks: [...marks, ...voltageMarks(spec, course)] })),
    [specs, marks, course],
  );
  return (
    <>
      <div className={GRID}>
        {charts.map((chart) => (
          <ErrorBoundary key={chart.spec.title} what={chart.spec.title}>
            <TimeChart subject={id} {...chart} course={course} phrase={phrase} {...shared} />
          </ErrorBoundary>
        ))}
        <div className="min-w-0 wall:col-span-2">
          <ErrorBoundary what={SCORE_CHART.title}>
            <TimeChart subject={id} spec={SCORE_CHART} marks={marks} course={score} phrase={phrase} {...shared} />
          </ErrorBoundary>
        </div>
        <div className="min-w-0 wall:col-span-2">
          <ErrorBoundary what="The list of anomalies">{list}</ErrorBoundary>
        </div>
      </div>
      <MarksKey marks={charts.flatMap((chart) => chart.marks)} windowMs={course.windowMs} />
    </>
  );
}

const SKELETONS = ["output-voltage", "input-voltage", "output-current", "input-current"];

function ChartSkeletons() {
  return (
    <div aria-busy="true" className={GRID}>
      <span className="sr-only">Loading charts</span>
      {SKELETONS.map((chart) => (
        <Skeleton key={chart} className="h-72" />
      ))}
    </div>
  );
}
