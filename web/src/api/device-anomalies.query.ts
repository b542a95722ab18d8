import type { DeviceInsights, StoredAnomaly } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./get-json.js";

/** As far back as the longest chart. */
const SPAN_MS = 365 * 86_400_000;
const NEWEST = 100;
const REFRESH_MS = 60_000;

/** The unit's newest anomalies of the last year, as the database knows them; newest first. */
export function deviceAnomaliesQuery(id: string, platformNow: () => number) {
  return queryOptions({
    queryKey: ["insights", id, "anomalies"],
    queryFn: async ({ signal }): Promise<StoredAnomaly[]> => {
      const parameters = new URLSearchParams({
        from: new Date(platformNow() - SPAN_MS).toISOString(),
        limit: String(NEWEST),
      });
      const path = `/api/v1/devices/${encodeURIComponent(id)}/insights?${parameters}`;
      return (await getJson(path, hasAnomalies<DeviceInsights>, signal)).anomalies;
    },
    refetchInterval: REFRESH_MS,
  });
}

export function hasAnomalies<T extends { anomalies: StoredAnomaly[] }>(body: unknown): body is T {
  const { anomalies } = (body ?? {}) as Partial<T>;
  return Array.isArray(anomalies) && anomalies.every(isStoredAnomaly);
}

function isStoredAnomaly(value: unknown): value is StoredAnomaly {
  const { id, start, end, lastAt, peak, peakAt, contributions } = (value ?? {}) as Partial<StoredAnomaly>;
  return (
    typeof id === "string" &&
    [start, lastAt, peakAt].every(isTime) &&
    (end === null || isTime(end)) &&
    Number.isFinite(peak) &&
    Array.isArray(contributions) &&
    contributions.every((contribution) => typeof contribution?.signal === "string")
  );
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && Number.isFinite(Date.parse(value));
}
