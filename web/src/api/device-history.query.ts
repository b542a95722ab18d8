import { type DeviceHistory, ELECTRICAL_METRICS, type HistorySeries } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./get-json.js";

export interface HistoryRange {
  /** Names the range among the cached ones. */
  key: string;
  spanMs: number;
  /** Epoch milliseconds; it ends now where this is absent. */
  endsAt?: number;
  /** How many windows to thin the range to. */
  points: number;
  /** How often to ask again; `false`: only when told. */
  refreshMs: number | false;
}

const ELECTRICAL = ELECTRICAL_METRICS.map(({ name }) => name).join(",");

/** Some of a unit's metrics, the electrical ones else, over the range, whose end may be now, by the platform's clock. @param metrics parted by commas */
export function deviceHistoryQuery(id: string, range: HistoryRange, platformNow: () => number, metrics = ELECTRICAL) {
  return queryOptions({
    queryKey: ["history", id, range.key, metrics],
    queryFn: ({ signal }): Promise<DeviceHistory> => {
      const parameters = new URLSearchParams({
        ...endsOf(range, platformNow()),
        metrics,
        points: String(range.points),
      });
      return getJson(`/api/v1/devices/${encodeURIComponent(id)}/history?${parameters}`, isDeviceHistory, signal);
    },
    refetchInterval: range.refreshMs,
  });
}

/** As the platform's parameters say it. */
export function endsOf({ spanMs, endsAt }: Pick<HistoryRange, "spanMs" | "endsAt">, now: number) {
  const to = endsAt ?? now;
  return { from: new Date(to - spanMs).toISOString(), to: new Date(to).toISOString() };
}

export function isDeviceHistory(body: unknown): body is DeviceHistory {
  const { from, to, windowMs } = (body ?? {}) as Partial<DeviceHistory>;
  return typeof from === "string" && typeof to === "string" && Number.isFinite(windowMs) && isCourses(body);
}

/** Whether every metric has one entry per timestamp. */
export function isCourses(value: unknown): value is Pick<DeviceHistory, "timestamps" | "metrics"> {
  const { timestamps, metrics } = (value ?? {}) as Partial<DeviceHistory>;
  return (
    Array.isArray(timestamps) &&
    timestamps.every(Number.isFinite) &&
    typeof metrics === "object" &&
    metrics !== null &&
    Object.values(metrics).every((series) => isHistorySeries(series, timestamps.length))
  );
}

function isHistorySeries(value: unknown, length: number): value is HistorySeries {
  const { min, mean, max } = (value ?? {}) as Partial<HistorySeries>;
  return [min, mean, max].every((column) => Array.isArray(column) && column.length === length);
}
