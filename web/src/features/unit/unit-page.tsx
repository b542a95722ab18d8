import { getRouteApi, Link } from "@tanstack/react-router";
import { ChartSpline, ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useReadingTrails } from "../../charts/use-reading-trails.js";
import type { InsightTrail } from "../../realtime/insight-trail.js";
import { useNow, useUnit } from "../../realtime/live-platform.js";
import type { ReadingTrail } from "../../realtime/reading-trail.js";
import { classes } from "../../ui/classes.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { formatInFull, formatSpan } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Skeleton } from "../../ui/skeleton.js";
import { useDisplay } from "../../ui/use-display.js";
import { AgeOfData } from "../../units/age-of-data.js";
import { ConnectHelp } from "../../units/connect-help.js";
import { LiveRefusal } from "../../units/live-refusal.js";
import type { Unit } from "../../units/unit.js";
import { UnitChoice } from "../../units/unit-choice.js";
import { STATE_MEANINGS, StateMark } from "../../units/unit-state-mark.js";
import { useDeviceList, useStaleAfterMs } from "../../units/use-device-list.js";
import { useCondition } from "../../units/use-unit-condition.js";
import { useUnitState } from "../../units/use-unit-state.js";
import { ForecastPanel } from "./forecast-panel.js";
import { InsightPanel } from "./insight-panel.js";
import { MeasuredPanel } from "./measured-panel.js";
import { isPowerFactor, otherMetrics } from "./other-metrics.js";
import { PowerQualityPanel } from "./power-quality-panel.js";
import { useSilentMetrics } from "./silent-metrics.js";
import { ThermalPanel } from "./thermal-panel.js";
import { TrendsPanel } from "./trends-panel.js";
import { UnitCards } from "./unit-cards.js";
import { useInsightTrail } from "./use-insight-trail.js";
import { useUnitSearch } from "./use-unit-search.js";

const route = getRouteApi("/units/$unitId");

/** One unit in depth: what it says now, and how it came to that. */
export function UnitPage() {
  const { unitId } = route.useParams();
  return <UnitInDepth key={unitId} id={unitId} />;
}

function UnitInDepth({ id }: { id: string }) {
  useDisplay();
  const unit = useUnit(id);
  const [trail] = useReadingTrails([id]);
  const insights = useInsightTrail(id);
  return (
    <div className="page-width px-3 pt-3 pb-8 sm:px-5 sm:pt-4">
      <title>{`${id} · Gridwatch`}</title>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2 pb-3">
        <div className="min-w-0">
          <Link
            to="/"
            className="-ml-1 inline-flex items-center text-ink-2 hover:text-ink hover:underline print:hidden"
          >
            <ChevronLeft aria-hidden="true" className="size-4" />
            Fleet
          </Link>
          <h1 className="break-all font-semibold text-xl tracking-tight">{id}</h1>
          {unit && <UnitState unit={unit} />}
          <PrintedAt />
        </div>
        <OtherUnits id={id} />
      </div>
      <LiveRefusal />
      {unit ? <KnownUnit unit={unit} trail={trail} insights={insights} /> : <UnknownUnit id={id} />}
    </div>
  );
}

/** On paper alone: what is said to be so now was so then. */
function PrintedAt() {
  const now = useNow();
  return <p className="tabular-nums hidden text-ink-2 print:block">Gridwatch, printed {formatInFull(now)}</p>;
}

/** To another unit, or to several beside each other; the time range stays. */
function OtherUnits({ id }: { id: string }) {
  const { range } = useUnitSearch();
  const navigate = route.useNavigate();
  return (
    <div className="flex flex-wrap gap-2 print:hidden">
      <Link
        to="/compare"
        search={{ units: id, ...range }}
        className="flex h-9 items-center gap-2 rounded-control border border-line-strong bg-raised px-3 font-medium hover:bg-surface"
      >
        <ChartSpline aria-hidden="true" className="size-4 text-ink-3" />
        Compare
      </Link>
      <UnitChoice
        label="Change unit"
        current={id}
        onChoose={(unitId) => void navigate({ to: "/units/$unitId", params: { unitId }, search: range })}
      />
    </div>
  );
}

/** A clock that is off by more than a network explains; histories are kept by the device's time. */
const CLOCK_TOLERANCE_MS = 10_000;

function UnitState({ unit }: { unit: Unit }) {
  const staleAfterMs = useStaleAfterMs();
  const condition = useCondition(unit, staleAfterMs);
  const state = useUnitState(unit, staleAfterMs);
  const ahead = unit.at - (unit.receivedAt ?? unit.at);
  return (
    <p className="tabular-nums flex flex-wrap items-center gap-x-3 text-ink-2">
      <StateMark state={state} />
      {condition !== "online" && (
        <span className={classes(condition === "suspect" && "text-suspect")}>{STATE_MEANINGS[condition]}</span>
      )}
      <span>
        data{" "}
        <span data-testid="data-age">
          <AgeOfData id={unit.id} />
        </span>{" "}
        old, measured at <Moment at={unit.at} />
      </span>
      {Math.abs(ahead) > CLOCK_TOLERANCE_MS && (
        <span className="text-suspect">
          device clock {formatSpan(Math.abs(ahead))} {ahead > 0 ? "ahead" : "behind, or a late message"}
        </span>
      )}
    </p>
  );
}

function KnownUnit({ unit, trail, insights }: { unit: Unit; trail: ReadingTrail; insights: InsightTrail }) {
  const staleAfterMs = useStaleAfterMs();
  const condition = useCondition(unit, staleAfterMs);
  const silent = useSilentMetrics(unit, trail, staleAfterMs);
  return (
    <div data-condition={condition}>
      <section aria-labelledby="newest-values">
        <h2 id="newest-values" className="sr-only">
          Newest values
        </h2>
        <ErrorBoundary what="The newest values">
          <UnitCards unit={unit} silent={silent} />
        </ErrorBoundary>
        <p className="py-2.5 text-ink-3 text-xs">
          Apparent power S = V·I from RMS magnitudes, voltages taken as phase-to-neutral. It is not real power:{" "}
          {otherMetrics(unit).some(isPowerFactor)
            ? "the power factor that the unit measures is not in it."
            : "no power factor is measured."}
          {silent.size > 0 &&
            " Underlined with dashes: no longer reported, or made of what is not; the last known value."}
        </p>
      </section>
      <SideBySide>
        <ErrorBoundary what="Model">
          <InsightPanel unit={unit} condition={condition} trail={insights} />
        </ErrorBoundary>
        <ErrorBoundary what="Failure forecast">
          <ForecastPanel id={unit.id} />
        </ErrorBoundary>
      </SideBySide>
      <ErrorBoundary what="Trends">
        <TrendsPanel id={unit.id} trail={trail} insights={insights} />
      </ErrorBoundary>
      <ErrorBoundary what="What is also measured">
        <MeasuredPanel unit={unit} />
      </ErrorBoundary>
      <SideBySide>
        <ErrorBoundary what="Power quality">
          <PowerQualityPanel unit={unit} silent={silent} trail={trail} />
        </ErrorBoundary>
        <ErrorBoundary what="Temperature and ageing">
          <ThermalPanel id={unit.id} />
        </ErrorBoundary>
      </SideBySide>
    </div>
  );
}

/** Two panels, on a wall. */
function SideBySide({ children }: { children: ReactNode }) {
  return <div className="gap-x-3 wall:grid wall:grid-cols-2">{children}</div>;
}

function UnknownUnit({ id }: { id: string }) {
  const { isPending, error, refetch } = useDeviceList();
  if (isPending) {
    return (
      <div aria-busy="true" className="grid gap-3 sm:grid-cols-3 xl:grid-cols-5">
        <span className="sr-only">Loading the unit</span>
        {["input", "phase1", "phase2", "phase3", "output"].map((card) => (
          <Skeleton key={card} className="h-36" />
        ))}
      </div>
    );
  }
  if (error !== null) {
    return (
      <ErrorNotice title="It cannot be found out whether this unit exists" onRetry={() => void refetch()}>
        {error.message} If it is sending, its values appear here by themselves.
      </ErrorNotice>
    );
  }
  return (
    <section className="mt-3 max-w-2xl rounded-panel bg-surface p-6 shadow-card">
      <h2 className="mb-2 font-semibold text-base">{id} has not reported yet</h2>
      <ConnectHelp unitId={id} />
    </section>
  );
}
