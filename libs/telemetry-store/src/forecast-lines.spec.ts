import type { Forecast } from "@gridwatch/contracts";
import { toForecastLines } from "./forecast-lines.js";

describe("lines of forecasts", () => {
  it("have the same fields with and without a forecast, so that the one made later leaves nothing of the one before", () => {
    const unit = { device: "unit-1", at: 3_600_000 };
    const base = { ...unit, model: { name: "risk", version: "1.0.0" } };
    const unknown: Forecast = { ...base, reason: "INSUFFICIENT_DATA", hours: { known: 5, needed: 24 } };
    const drivers = [{ feature: "loading", share: 1, usual: 1, observed: 1.3 }];
    const made = { within24h: 0.1, within48h: 0.25, threshold: 0.5, drivers, hours: { known: 168, needed: 24 } };
    expect(toForecastLines([unknown, { ...base, reason: "FORECAST", ...made }, { ...unit, reason: "OFF" }])).toEqual([
      'forecasts,device=unit-1 reason="INSUFFICIENT_DATA",within24h=-1,within48h=-1,threshold=-1,drivers="[]",hours_known=5i,hours_needed=24i,model="risk@1.0.0" 3600000',
      'forecasts,device=unit-1 reason="FORECAST",within24h=0.1,within48h=0.25,threshold=0.5,drivers="[{\\"feature\\":\\"loading\\",\\"share\\":1,\\"usual\\":1,\\"observed\\":1.3}]",hours_known=168i,hours_needed=24i,model="risk@1.0.0" 3600000',
      'forecasts,device=unit-1 reason="OFF",within24h=-1,within48h=-1,threshold=-1,drivers="[]",hours_known=0i,hours_needed=0i,model="" 3600000',
    ]);
  });
});
