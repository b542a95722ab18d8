import { getRouteApi } from "@tanstack/react-router";
import type { RangeSearch } from "../../charts/range-search.js";

const route = getRouteApi("/units/$unitId");

/** What the address says of a unit's charts, and how they change it. */
export function useUnitSearch() {
  const { at, metric, ...range } = route.useSearch();
  const navigate = route.useNavigate();
  const kept = metric !== undefined && { metric };
  return {
    range,
    /** Where the cursor is pinned, epoch milliseconds. */
    at,
    metric,
    /** Shows another time; a cursor pinned before is let go. */
    onZoom: (next: RangeSearch & { at?: number }) =>
      void navigate({ search: { ...next, ...kept }, resetScroll: false }),
    onPin: (moment: number | null) =>
      void navigate({
        search: { ...range, ...kept, ...(moment !== null && { at: moment }) },
        resetScroll: false,
        replace: true,
      }),
  };
}
