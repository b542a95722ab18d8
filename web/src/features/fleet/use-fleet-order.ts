import { useRef } from "react";
import { useLivePlatform, useNow, useUnitIds } from "../../realtime/live-platform.js";
import { useStaleAfterMs } from "../../units/use-device-list.js";
import { orderUnits } from "./fleet-order.js";
import type { FleetSearch } from "./fleet-search.js";

/** Rows that change places each second cannot be read; a state that changes moves its unit at once. */
const REORDER_MS = 5_000;

interface Order {
  basis: readonly unknown[];
  ids: readonly string[];
}

/** Ids of the units to show, in order. The same array as before as long as the order is the same. */
export function useFleetOrder(search: FleetSearch): readonly string[] {
  const { units, insights, forecasts } = useLivePlatform();
  const known = useUnitIds();
  const now = useNow();
  const staleAfterMs = useStaleAfterMs();
  const last = useRef<Order>({ basis: [], ids: [] });

  const followsState = search.sort === "state" || search.sort === "anomaly" || search.state !== "all";
  const followsNothing = search.sort === "unit" && search.state === "all";
  const basis = [
    known,
    staleAfterMs,
    search.q,
    search.sort,
    search.dir,
    search.state,
    followsNothing ? 0 : followsState ? now : Math.floor(now / REORDER_MS),
  ];
  if (basis.some((part, index) => part !== last.current.basis[index])) {
    const ids = orderUnits(
      units.all(),
      (id) => insights.get(id),
      (id) => forecasts.get(id),
      search,
      now,
      staleAfterMs,
    );
    const same = ids.length === last.current.ids.length && ids.every((id, index) => id === last.current.ids[index]);
    last.current = { basis, ids: same ? last.current.ids : ids };
  }
  return last.current.ids;
}
