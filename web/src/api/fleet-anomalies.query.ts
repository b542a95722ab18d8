import type { AnomalyList, AnomalyOrder, StoredAnomaly } from "@gridwatch/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { hasAnomalies } from "./device-anomalies.query.js";
import { endsOf, type HistoryRange } from "./device-history.query.js";
import { getJson } from "./get-json.js";

/** Which anomalies of the fleet. */
export interface AnomalyQuestion {
  state: "open" | "ended";
  device?: string | undefined;
  /** The metric that was strongest at the peak. */
  signal?: string | undefined;
  /** `name@version` */
  model?: string | undefined;
  order: AnomalyOrder;
  limit: number;
  offset: number;
}

/** Every question about the fleet's anomalies begins with this. */
export const ANOMALIES_KEY = ["anomalies"] as const;

/** The most that the platform answers at once. */
export const MAX_ANOMALIES = 5_000;

const REFRESH_MS = 15_000;

/** Anomalies of which a part lies in the range, as the database knows them. */
export function fleetAnomaliesQuery(
  question: AnomalyQuestion,
  range: Pick<HistoryRange, "key" | "spanMs" | "endsAt">,
  platformNow: () => number,
) {
  return queryOptions({
    queryKey: [...ANOMALIES_KEY, range.key, question],
    queryFn: ({ signal }): Promise<AnomalyList> => {
      const asked = Object.entries({ ...question, ...endsOf(range, platformNow()) });
      const parameters = asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
      return getJson(`/api/v1/insights?${new URLSearchParams(parameters)}`, isAnomalyList, signal);
    },
    // Another page or filter replaces what is there only when it has come.
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** As far back as the platform looks for the beginning of one that lasts. */
const LONGEST = { key: "longest", spanMs: 90 * 86_400_000 };

/** All that have not ended, as far as the database knows; the newest, should there be more than it answers at once. */
export function openAnomaliesQuery(platformNow: () => number) {
  const question: AnomalyQuestion = { state: "open", order: "newest", limit: MAX_ANOMALIES, offset: 0 };
  return fleetAnomaliesQuery(question, LONGEST, platformNow);
}

function isAnomalyList(body: unknown): body is AnomalyList {
  const { total } = (body ?? {}) as Partial<AnomalyList>;
  return Number.isInteger(total) && hasAnomalies<AnomalyList>(body) && body.anomalies.every(isOfDevice);
}

function isOfDevice({ device }: Partial<StoredAnomaly>): boolean {
  return typeof device === "string";
}
