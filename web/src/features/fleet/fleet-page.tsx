import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useAtTick, useLivePlatform, useObserved, useUnitIds } from "../../realtime/live-platform.js";
import { Button } from "../../ui/button.js";
import { downloadCsv, fileTime } from "../../ui/download.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { Skeleton } from "../../ui/skeleton.js";
import { useDisplay } from "../../ui/use-display.js";
import { useMediaQuery } from "../../ui/use-media-query.js";
import { ConnectHelp } from "../../units/connect-help.js";
import { countAbnormal } from "../../units/count-abnormal.js";
import { useDeviceList, useStaleAfterMs } from "../../units/use-device-list.js";
import { shownColumns } from "./fleet-columns.js";
import { fleetCsv } from "./fleet-csv.js";
import { FleetList } from "./fleet-list.js";
import { DEFAULT_FLEET_SEARCH, type FleetSearch } from "./fleet-search.js";
import { FleetTable } from "./fleet-table.js";
import { FleetToolbar } from "./fleet-toolbar.js";
import { FleetTroubles } from "./fleet-troubles.js";
import { useFleetOrder } from "./use-fleet-order.js";

// Most visits begin with the table, which is not to wait for it.
const FleetMatrix = lazy(async () => ({ default: (await import("./fleet-matrix.js")).FleetMatrix }));

const route = getRouteApi("/");

/** So wide all columns of the table fit beside the sidebar. */
const ROOMY = "(min-width: 110rem)";

/** Every unit with its newest values, worst first. */
export function FleetPage() {
  useDisplay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const wide = useMediaQuery("(min-width: 1024px)");
  const roomy = useMediaQuery(ROOMY);
  const columns = useMemo(() => shownColumns(search.cols, roomy), [search.cols, roomy]);
  const total = useUnitIds().length;
  const ids = useFleetOrder(search);
  const abnormal = useAbnormalCount(ids);
  const staleAfterMs = useStaleAfterMs();

  const change = (changes: Partial<FleetSearch>, replace = false) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }), replace });
  const save = useFleetExport(ids, staleAfterMs);
  const sortBy = (sort: string) => change({ sort, dir: search.sort === sort && search.dir === "asc" ? "desc" : "asc" });

  return (
    <div className="page-width flex h-full print:block print:h-auto print:[page:broad] flex-col px-3 sm:px-5 sm:pb-5">
      <title>Fleet · Gridwatch</title>
      <FleetToolbar
        search={search}
        columns={columns}
        shown={ids.length}
        abnormal={abnormal}
        total={total}
        narrow={!wide}
        onChange={change}
        onExport={save}
      />
      <FleetTroubles />
      <ErrorBoundary what="The table of units">
        {total === 0 ? (
          <NoUnits />
        ) : ids.length === 0 ? (
          <NothingFits onReset={() => change({ q: DEFAULT_FLEET_SEARCH.q, state: DEFAULT_FLEET_SEARCH.state })} />
        ) : search.view === "matrix" ? (
          <Suspense fallback={<TableSkeleton />}>
            <FleetMatrix ids={ids} staleAfterMs={staleAfterMs} />
          </Suspense>
        ) : wide ? (
          <FleetTable ids={ids} search={search} columns={columns} staleAfterMs={staleAfterMs} onSort={sortBy} />
        ) : (
          <FleetList ids={ids} staleAfterMs={staleAfterMs} />
        )}
      </ErrorBoundary>
    </div>
  );
}

/** Of these units, those with an open anomaly. */
function useAbnormalCount(ids: readonly string[]): number {
  const { insights } = useLivePlatform();
  return useAtTick(() => countAbnormal(ids, insights));
}

/** Saves these units as they are now. */
function useFleetExport(ids: readonly string[], staleAfterMs: number): () => void {
  const { units, insights, forecasts, clock } = useLivePlatform();
  return () => {
    const now = clock.now();
    const csv = fleetCsv(
      ids.flatMap((id) => units.get(id) ?? []),
      (id) => insights.get(id),
      (id) => forecasts.get(id),
      now,
      staleAfterMs,
    );
    downloadCsv(["fleet", fileTime(now)], csv);
  };
}

function NoUnits() {
  const { feed } = useLivePlatform();
  const { status } = useObserved(feed.connection);
  const { isPending } = useDeviceList();
  if (isPending || status === "connecting") return <TableSkeleton />;
  return (
    <div className="mx-auto mt-6 w-full max-w-2xl rounded-panel bg-surface p-6 shadow-card">
      <h2 className="mb-2 font-semibold text-base">No unit has reported yet</h2>
      <ConnectHelp />
    </div>
  );
}

function TableSkeleton() {
  return (
    <div aria-busy="true" className="rounded-panel bg-surface p-4 shadow-card">
      <span className="sr-only">Loading units</span>
      {Array.from({ length: 12 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places, not things
        <Skeleton key={row} className="my-3.5 h-4" />
      ))}
    </div>
  );
}

function NothingFits({ onReset }: { onReset: () => void }) {
  return (
    <div className="rounded-panel bg-surface p-8 text-center shadow-card">
      <p className="mb-3 text-ink-2">No unit fits what you asked for.</p>
      <Button onClick={onReset}>Show all units</Button>
    </div>
  );
}
