import type { DeviceHistory } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { type HistoryRange, isDeviceHistory } from "./device-history.query.js";
import { getJson } from "./get-json.js";

/** The course of the unit's score and threshold over the range that ends now, by the platform's clock. */
export function deviceScoresQuery(id: string, range: HistoryRange, platformNow: () => number) {
  return queryOptions({
    queryKey: ["insights", id, range.key],
    queryFn: ({ signal }): Promise<DeviceHistory> => {
      const to = platformNow();
      const parameters = new URLSearchParams({
        from: new Date(to - range.spanMs).toISOString(),
        to: new Date(to).toISOString(),
        points: String(range.points),
      });
      return getJson(`/api/v1/devices/${encodeURIComponent(id)}/scores?${parameters}`, isDeviceHistory, signal);
    },
    refetchInterval: range.refreshMs,
  });
}
