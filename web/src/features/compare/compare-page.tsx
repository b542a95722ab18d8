import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { AxisChoice } from "../../charts/axis-choice.js";
import { historyWords } from "../../charts/chart-words.js";
import { liveWords } from "../../charts/live-course.js";
import { RangeChoice } from "../../charts/range-choice.js";
import { RangeSteps } from "../../charts/range-steps.js";
import { TimeChart } from "../../charts/time-chart.js";
import { timeRangeOf } from "../../charts/time-range.js";
import { useCursor } from "../../charts/use-cursor.js";
import { useConnection } from "../../realtime/live-platform.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { useDisplay } from "../../ui/use-display.js";
import { LiveRefusal } from "../../units/live-refusal.js";
import { comparedChart, comparedLines, comparedNominal, comparedQuantity, joinCourses } from "./compare-course.js";
import { type CompareSearch, MAX_LINES, metricsOf, unitsOf } from "./compare-search.js";
import { ComparedMetrics } from "./compared-metrics.js";
import { ComparedUnits } from "./compared-units.js";
import { useComparedCourses } from "./use-compared-courses.js";

const route = getRouteApi("/compare");

/** Up to eight units or phases on one chart. */
export function ComparePage() {
  useDisplay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const units = unitsOf(search);
  const metrics = metricsOf(search);
  const { at: _, ...compared } = search;
  // Where the cursor was kept says nothing of what is compared next.
  const change = (changes: Partial<CompareSearch>) =>
    void navigate({ search: { ...compared, ...changes }, resetScroll: false });
  const pin = (at: number | null) =>
    void navigate({ search: { ...compared, ...(at !== null && { at }) }, resetScroll: false, replace: true });
  return (
    <div className="page-width px-3 pt-3 pb-8 sm:px-5 sm:pt-4">
      <title>Compare · Gridwatch</title>
      <h1 className="font-semibold text-xl tracking-tight">Compare</h1>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3 py-3">
        <ComparedUnits units={units} onChange={(next) => change({ units: next.join() })} />
        <ComparedMetrics metrics={metrics} onChange={(next) => change({ metric: next.join() })} />
      </div>
      <LiveRefusal />
      <ErrorBoundary what="The comparison">
        <Panel
          title={units.length === 0 ? "No unit chosen" : units.join(", ")}
          aside={
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              {comparedQuantity(metrics) === "voltage" && <AxisChoice />}
              <RangeSteps search={search} onChange={change} />
              <RangeChoice search={search} onChange={change} />
            </div>
          }
        >
          {units.length === 0 ? (
            <p className="text-ink-2">
              Add the units to compare, at most eight, or one unit and several of its phases.
            </p>
          ) : (
            <Comparison search={search} onZoom={change} onPin={pin} />
          )}
        </Panel>
      </ErrorBoundary>
    </div>
  );
}

function Comparison({
  search,
  onZoom,
  onPin,
}: {
  search: CompareSearch;
  onZoom: (range: Partial<CompareSearch>) => void;
  onPin: (at: number | null) => void;
}) {
  const { status } = useConnection();
  const range = timeRangeOf(search);
  const { units: unitNames, metric: metricNames } = search;
  const { units, metrics, lines, left } = useMemo(() => {
    const units = unitsOf({ units: unitNames });
    const metrics = metricsOf({ metric: metricNames });
    const lines = comparedLines(units, metrics);
    return {
      units,
      metrics,
      lines,
      left: units.length * metrics.length - lines.length,
    };
  }, [unitNames, metricNames]);
  const { courses, histories, isPending, isOutdated, troubles } = useComparedCourses(units, metrics, search);
  const course = useMemo(() => joinCourses(courses, lines), [courses, lines]);
  const nominal = useMemo(() => comparedNominal(histories, lines), [histories, lines]);
  const spec = useMemo(() => comparedChart(lines, metrics, nominal), [lines, metrics, nominal]);
  const cursor = useCursor(search.at);
  const phrase = isOutdated ? `${range.phrase}, still loading,` : range.phrase;
  return (
    <>
      {troubles.map(({ unit, isMissing, message, retry }) => (
        <div key={unit} className="mb-3">
          <ErrorNotice title={`${unit} is ${isMissing ? "missing" : "not renewed"}`} onRetry={retry}>
            {message}
          </ErrorNotice>
        </div>
      ))}
      {left > 0 && (
        <p className="mb-3 text-suspect">
          {left} more than the {MAX_LINES} lines that the chart holds: take a unit or a phase away.
        </p>
      )}
      {courses.size === 0 ? (
        isPending && <ChartSkeleton />
      ) : (
        <>
          <p className="mb-3 text-ink-2">
            {search.range === "live" ? liveWords(status === "live") : historyWords(phrase, course)}
          </p>
          <TimeChart
            subject={units.join(" ")}
            spec={spec}
            course={course}
            phrase={phrase}
            cursor={cursor}
            onZoom={onZoom}
            onPin={onPin}
          />
        </>
      )}
    </>
  );
}

function ChartSkeleton() {
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading the chart</span>
      <Skeleton className="h-96" />
    </div>
  );
}
