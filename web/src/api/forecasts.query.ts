import type { FleetForecasts, StoredForecast } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "./api-error.js";
import { getJson } from "./get-json.js";

const REFRESH_MS = 60_000;

/** The newest forecast of each unit, by its id. Without a model, or where none are made, there is none. */
export const fleetForecastsQuery = queryOptions({
  queryKey: ["forecasts"],
  queryFn: async ({ signal }): Promise<ReadonlyMap<string, StoredForecast>> => {
    const forecasts = await forecastsAt("/api/v1/forecasts", signal);
    return new Map(forecasts.map((forecast) => [forecast.device, forecast]));
  },
  refetchInterval: REFRESH_MS,
});

/** The unit's newest forecast; `null` when it has none. */
export function deviceForecastQuery(id: string) {
  return queryOptions({
    queryKey: ["forecasts", id],
    queryFn: async ({ signal }): Promise<StoredForecast | null> =>
      (await forecastsAt(`/api/v1/devices/${encodeURIComponent(id)}/forecasts`, signal))[0] ?? null,
    refetchInterval: REFRESH_MS,
  });
}

async function forecastsAt(path: string, signal: AbortSignal): Promise<StoredForecast[]> {
  try {
    return (await getJson(path, hasForecasts, signal)).forecasts;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

function hasForecasts(body: unknown): body is FleetForecasts {
  const { forecasts } = (body ?? {}) as Partial<FleetForecasts>;
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
