import type { Forecast, ForecastColumns } from "@gridwatch/contracts";

/** What a list of units shows of its risks: two digits of a percentage, in a frame that holds thousands of them. */
const RISK_STEPS = 100_000;

export function toForecastColumns(forecasts: readonly Forecast[]): ForecastColumns {
  return {
    devices: forecasts.map(({ device }) => device),
    ats: forecasts.map(({ at }) => at),
    reasons: forecasts.map(({ reason }) => reason),
    within48h: forecasts.map(({ within48h }) =>
      within48h === undefined ? null : Math.round(within48h * RISK_STEPS) / RISK_STEPS,
    ),
    thresholds: forecasts.map(({ threshold }) => threshold ?? null),
    hoursKnown: forecasts.map(({ hours }) => hours?.known ?? null),
    hoursNeeded: forecasts.map(({ hours }) => hours?.needed ?? null),
  };
}
