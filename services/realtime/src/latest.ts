import { LatestForecasts } from "./latest-forecasts.js";
import { LatestInsights } from "./latest-insights.js";
import { LatestValues } from "./latest-values.js";

/** The newest that is known of each unit. */
export class Latest {
  readonly values: LatestValues;
  readonly insights: LatestInsights;
  readonly forecasts: LatestForecasts;

  constructor(maxDevices: number) {
    this.values = new LatestValues(maxDevices);
    this.insights = new LatestInsights(maxDevices);
    this.forecasts = new LatestForecasts(maxDevices);
  }
}
