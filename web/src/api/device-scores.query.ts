import type { DeviceHistory } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { endsOf, type HistoryRange, isDeviceHistory } from "./device-history.query.js";
import { getJson } from "./get-json.js";

/** The course of the unit's score and threshold over the range, whose end may be now, by the platform's clock. */
export function deviceScoresQuery(id: string, range: HistoryRange, platformNow: () => number) {
  return queryOptions({
    queryKey: ["insights", id, range.key],
    queryFn: ({ signal }): Promise<DeviceHistory> => {
      const parameters = new URLSearchParams({ ...endsOf(range, platformNow()), points: String(range.points) });
      return getJson(`/api/v1/devices/${encodeURIComponent(id)}/scores?${parameters}`, isDeviceHistory, signal);
    },
    refetchInterval: range.refreshMs,
  });
}
