import type { Forecast } from "@gridwatch/contracts";
import { quoted } from "./insight-lines.js";

/** One point per unit and hour, kept as long as hours, so that forecasts can be held against failures: one made again takes the place of the one before. */
export const FORECASTS_MEASUREMENT = "forecasts";

/** Device ids and models' names hold nothing that needs escaping outside of strings. */
export function toForecastLines(forecasts: readonly Forecast[]): string[] {
  return forecasts.map(({ device, at, reason, within24h, within48h, threshold, drivers, hours, model }) => {
    const made = within24h !== undefined && within48h !== undefined;
    const fields = [
      `reason=${quoted(reason)}`,
      // Written even when there is none: a point that is written over keeps the fields that the new one does not have.
      `within24h=${made ? within24h : -1}`,
      `within48h=${made ? within48h : -1}`,
      `threshold=${threshold ?? -1}`,
      `drivers=${quoted(JSON.stringify(drivers ?? []))}`,
      `hours_known=${hours?.known ?? 0}i`,
      `hours_needed=${hours?.needed ?? 0}i`,
      `model=${quoted(model === undefined ? "" : `${model.name}@${model.version}`)}`,
    ];
    return `${FORECASTS_MEASUREMENT},device=${device} ${fields.join(",")} ${at}`;
  });
}
