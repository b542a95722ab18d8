import { getRouteApi } from "@tanstack/react-router";
import { timeRangeOf } from "../../charts/time-range.js";
import { useConnection, useLivePlatform } from "../../realtime/live-platform.js";
import { Button } from "../../ui/button.js";
import { downloadCsv, fileTime } from "../../ui/download.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { ExportButton } from "../../ui/export-button.js";
import { formatCount } from "../../ui/format.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { useDisplay } from "../../ui/use-display.js";
import { anomaliesCsv } from "../../units/anomalies-csv.js";
import { AnomalyTable } from "./anomaly-table.js";
import { InsightsFilter } from "./insights-filter.js";
import { type InsightsSearch, MAX_PAGE, PAGE_SIZE } from "./insights-search.js";
import { cutWords, endWords } from "./list-bounds.js";
import { type FleetAnomalies, useFleetAnomalies } from "./use-fleet-anomalies.js";

const route = getRouteApi("/insights");

/** Open and past anomalies over the fleet. */
export function InsightsPage() {
  useDisplay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const anomalies = useFleetAnomalies(search);
  const { open, past, pastTotal, trouble, retry } = anomalies;
  const go = (next: InsightsSearch) => void navigate({ search: next, resetScroll: false });
  return (
    <div className="page-width px-3 pt-3 pb-8 sm:px-5 sm:pt-4">
      <title>Insights · Gridwatch</title>
      <h1 className="font-semibold text-xl tracking-tight">Insights</h1>
      <p role="status" className="tabular-nums mb-3 text-ink-2">
        {formatCount(open.length)} open{past && `, ${formatCount(pastTotal)} past`} in {timeRangeOf(search).phrase}
      </p>
      <InsightsFilter
        search={search}
        rows={[...open, ...(past ?? [])]}
        onChange={(changes) => go(withChanges(search, changes))}
        onRange={(range) => go({ ...search, ...range, page: 1 })}
      />
      {trouble !== undefined && (
        <div className="mt-3">
          <ErrorNotice title="The anomalies cannot be loaded" onRetry={retry}>
            {trouble} Those that open are shown as they do.
          </ErrorNotice>
        </div>
      )}
      <div className="items-start gap-x-3 wall:grid wall:grid-cols-2">
        <ErrorBoundary what="The list of open anomalies">
          <OpenPanel anomalies={anomalies} />
        </ErrorBoundary>
        <ErrorBoundary what="The list of past anomalies">
          <PastPanel anomalies={anomalies} search={search} onPage={(page) => go({ ...search, page })} />
        </ErrorBoundary>
      </div>
    </div>
  );
}

/** Another filter begins with its first page; `undefined` takes one away. */
function withChanges(
  search: InsightsSearch,
  changes: { [key in keyof InsightsSearch]?: InsightsSearch[key] | undefined },
): InsightsSearch {
  const entries = Object.entries({ ...search, ...changes, page: 1 }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as InsightsSearch;
}

/** As many as can be looked over, should a whole fleet be abnormal. */
const MAX_OPEN_SHOWN = 200;

function OpenPanel({ anomalies: { open } }: { anomalies: FleetAnomalies }) {
  const { status } = useConnection();
  const { clock } = useLivePlatform();
  const save = () => downloadCsv(["open anomalies", fileTime(clock.now())], anomaliesCsv(open));
  return (
    <Panel
      title="Open"
      className="mt-3"
      aside={open.length > 0 && <ExportButton what="the open anomalies" onExport={save} />}
    >
      <div data-testid="open-anomalies">
        {open.length > 0 && <AnomalyTable label="Open anomalies" rows={open.slice(0, MAX_OPEN_SHOWN)} />}
        {open.length > MAX_OPEN_SHOWN && (
          <p className="mt-2 text-ink-2">
            and {formatCount(open.length - MAX_OPEN_SHOWN)} more: filter them, or save them all as CSV.
          </p>
        )}
        {open.length === 0 && (
          <p className="text-ink-2">
            {status === "live" ? "No anomaly is open that fits." : "None is known to be open; there is no connection."}
          </p>
        )}
      </div>
    </Panel>
  );
}

function PastPanel({
  anomalies: { past, pastTotal, allPast, trouble },
  search,
  onPage,
}: {
  anomalies: FleetAnomalies;
  search: InsightsSearch;
  onPage: (page: number) => void;
}) {
  const { clock } = useLivePlatform();
  const { spanMs, endsAt = clock.now() } = timeRangeOf(search);
  const save = async () => {
    const parts = ["past anomalies", search.unit ?? "", fileTime(endsAt - spanMs), fileTime(endsAt)];
    const { rows, total } = await allPast();
    downloadCsv(parts, anomaliesCsv(rows));
    return cutWords(rows.length, total);
  };
  return (
    <Panel
      title="Past"
      className="mt-3"
      aside={
        past !== undefined && past.length > 0 && <ExportButton what="all past anomalies that fit" onExport={save} />
      }
    >
      <div data-testid="past-anomalies">
        {past === undefined && trouble === undefined && <Skeleton className="h-40" />}
        {past?.length === 0 && <p className="text-ink-2">None that fits began and ended in this time.</p>}
        {past !== undefined && past.length > 0 && <AnomalyTable label="Past anomalies" rows={past} />}
        <Pages page={search.page} total={pastTotal} onPage={onPage} />
      </div>
    </Panel>
  );
}

function Pages({ page, total, onPage }: { page: number; total: number; onPage: (page: number) => void }) {
  const last = Math.min(Math.max(Math.ceil(total / PAGE_SIZE), 1), MAX_PAGE);
  if (last === 1 && page === 1) return null;
  return (
    <nav aria-label="Pages of past anomalies" className="mt-3 flex flex-wrap items-center gap-2">
      <Button disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <span className="tabular-nums text-ink-2">
        Page {formatCount(page)} of {formatCount(last)}
      </span>
      <Button disabled={page >= last} onClick={() => onPage(page + 1)}>
        Next
      </Button>
      {page >= last && <p className="text-ink-2">{endWords(total)}</p>}
    </nav>
  );
}
