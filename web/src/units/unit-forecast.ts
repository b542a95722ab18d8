import {
  type Forecast,
  type ForecastReason,
  modelId,
  type RoomForecasts,
  type StoredForecast,
} from "@gridwatch/contracts";

/** What was last forecast of a unit, in short. Never changed, only replaced. */
export interface UnitForecast {
  readonly id: string;
  /** End of the last hour that was looked at, epoch milliseconds. */
  readonly at: number;
  readonly reason: ForecastReason;
  /** Probability of a failure, 0..1; `undefined` without a forecast. */
  readonly within48h: number | undefined;
  readonly threshold: number | undefined;
  /** With readings, and how many a forecast needs; `undefined` when no model is active. */
  readonly hours: { known: number; needed: number } | undefined;
}

export function* unitForecasts(forecasts: RoomForecasts): Generator<UnitForecast> {
  if (Array.isArray(forecasts)) {
    for (const { device, at, reason, within48h, threshold, hours } of forecasts) {
      yield { id: device, at, reason, within48h, threshold, hours };
    }
    return;
  }
  for (const [row, id] of forecasts.devices.entries()) {
    const [at, reason] = [forecasts.ats[row], forecasts.reasons[row]];
    if (at === undefined || reason === undefined) continue;
    const [known, needed] = [forecasts.hoursKnown[row] ?? undefined, forecasts.hoursNeeded[row] ?? undefined];
    yield {
      id,
      at,
      reason,
      within48h: forecasts.within48h[row] ?? undefined,
      threshold: forecasts.thresholds[row] ?? undefined,
      hours: known === undefined || needed === undefined ? undefined : { known, needed },
    };
  }
}

/** A forecast that has just come as it will be read from the database. */
export function asStored({ at, model, ...forecast }: Forecast): StoredForecast {
  return { ...forecast, at: new Date(at).toISOString(), ...(model && { model: modelId(model) }) };
}
