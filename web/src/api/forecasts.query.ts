import type { DeviceForecasts, StoredForecast } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { isNotFound } from "./api-error.js";
import { getJson } from "./get-json.js";

/** The unit's newest forecast that is stored; `null` when it has none. What comes later arrives live. */
export function deviceForecastQuery(id: string) {
  return queryOptions({
    queryKey: ["forecasts", id],
    queryFn: async ({ signal }): Promise<StoredForecast | null> => {
      try {
        const { forecasts } = await getJson(
          `/api/v1/devices/${encodeURIComponent(id)}/forecasts`,
          hasForecasts,
          signal,
        );
        return forecasts[0] ?? null;
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
  });
}

function hasForecasts(body: unknown): body is DeviceForecasts {
  const { forecasts } = (body ?? {}) as Partial<DeviceForecasts>;
  return Array.isArray(forecasts) && forecasts.every(isForecast);
}

function isForecast(value: unknown): value is StoredForecast {
  const { device, at, reason, within48h, hours } = (value ?? {}) as Partial<StoredForecast>;
  return (
    typeof device === "string" &&
    typeof at === "string" &&
    Number.isFinite(Date.parse(at)) &&
    (reason === "OFF" ||
      ((reason === "INSUFFICIENT_DATA" || (reason === "FORECAST" && Number.isFinite(within48h))) &&
        Number.isFinite(hours?.known) &&
        Number.isFinite(hours?.needed)))
  );
}
