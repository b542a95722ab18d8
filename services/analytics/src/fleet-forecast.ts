import type { StoredForecast } from "@gridwatch/contracts";
import type { ForecastReader } from "@gridwatch/telemetry-store";
import { Cached } from "./cached.js";

const DAY_MS = 86_400_000;

/** Forecasts are made by the hour. */
const TIMES = { freshMs: 10_000, usableMs: 60_000 };

/** The newest forecast of each unit that had one within the last day, the highest risk within 48 hours first. */
export class FleetForecast {
  private readonly newest: Cached<StoredForecast[]>;

  constructor(reader: ForecastReader) {
    this.newest = new Cached(async () => {
      const to = Date.now() + 1;
      const forecasts = await reader.newest({ from: to - DAY_MS, to });
      return forecasts.sort((a, b) => riskOf(b) - riskOf(a) || a.device.localeCompare(b.device));
    }, TIMES);
  }

  /** @param min48h those below, and those without a forecast, are left out */
  async read(min48h?: number): Promise<StoredForecast[]> {
    const forecasts = await this.newest.get();
    return min48h === undefined ? forecasts : forecasts.filter((forecast) => riskOf(forecast) >= min48h);
  }
}

/** Those of which nothing could be said come last. */
function riskOf({ within48h }: StoredForecast): number {
  return within48h ?? -1;
}
