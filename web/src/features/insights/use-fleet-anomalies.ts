import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import {
  ANOMALIES_KEY,
  type AnomalyQuestion,
  fleetAnomaliesQuery,
  MAX_ANOMALIES,
  openAnomaliesQuery,
} from "../../api/fleet-anomalies.query.js";
import { timeRangeOf } from "../../charts/time-range.js";
import { useLivePlatform, useNow, useUnitIds } from "../../realtime/live-platform.js";
import type { AnomalyRow } from "../../units/anomaly-row.js";
import { fits, inOrder, joinOpen, rowOf } from "./anomaly-rows.js";
import { type InsightsSearch, PAGE_SIZE } from "./insights-search.js";

/** What was said just now is in the database by then. */
const STORED_AFTER_MS = 1_500;

export interface FleetAnomalies {
  open: AnomalyRow[];
  /** The page asked for. */
  past: AnomalyRow[] | undefined;
  /** On all pages. */
  pastTotal: number;
  /** Why the database's part is missing or old. */
  trouble: string | undefined;
  retry: () => void;
  /** Those that are over and fit, as many as the platform answers at once, and how many there are. @throws ApiError */
  allPast: () => Promise<{ rows: AnomalyRow[]; total: number }>;
}

/** The fleet's anomalies that fit: those that last as the socket tells of them, and a page of those that are over. */
export function useFleetAnomalies(search: InsightsSearch): FleetAnomalies {
  const { clock, insights } = useLivePlatform();
  const client = useQueryClient();
  const ids = useUnitIds();
  const now = useNow();
  const range = timeRangeOf(search);
  const to = range.endsAt ?? now;
  const filter = { ...search, from: to - range.spanMs, to };
  const ask = (limit: number, page: number) => {
    const { unit: device, signal, model, order } = search;
    const question: AnomalyQuestion = {
      state: "ended",
      device,
      signal,
      model,
      order,
      limit,
      offset: (page - 1) * limit,
    };
    return fleetAnomaliesQuery(question, range, () => clock.now());
  };
  const lasting = useQuery(openAnomaliesQuery(() => clock.now()));
  const ended = useQuery(ask(PAGE_SIZE, search.page));

  const known = joinOpen(lasting.data?.anomalies ?? [], ids, (id) => insights.get(id));
  const chosen = (rows: AnomalyRow[]) =>
    inOrder(
      rows.filter((row) => fits(row, filter)),
      search.order,
    );
  const unended = chosen(known.unended);
  const past = ended.data?.anomalies.map(rowOf);
  useStoredSoon(known.open);
  return {
    open: chosen(known.open),
    // The database takes those for open, and has no page for them.
    past: past && search.page === 1 ? inOrder([...past, ...unended], search.order) : past,
    pastTotal: (ended.data?.total ?? 0) + unended.length,
    trouble: (ended.error ?? lasting.error)?.message,
    retry: () => void client.invalidateQueries({ queryKey: ANOMALIES_KEY }),
    allPast: async () => {
      const { anomalies, total } = await client.fetchQuery(ask(MAX_ANOMALIES, 1));
      return { rows: inOrder([...anomalies.map(rowOf), ...unended], search.order), total: total + unended.length };
    },
  };
}

/** As soon as one opens or ends, the database is asked what it knows of it. */
function useStoredSoon(open: readonly AnomalyRow[]): void {
  const client = useQueryClient();
  const key = open.map(({ device, start }) => `${device} ${start}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: when other ones are open
  useEffect(() => {
    const soon = setTimeout(() => void client.invalidateQueries({ queryKey: ANOMALIES_KEY }), STORED_AFTER_MS);
    return () => clearTimeout(soon);
  }, [client, key]);
}
