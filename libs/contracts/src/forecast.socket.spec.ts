import type { Forecast } from "./forecast.event.js";
import { type ForecastColumns, isForecast } from "./forecast.socket.js";
import { assertRoomForecasts } from "./live.socket.js";

const drivers = [{ feature: "loading", share: 1, usual: 1, observed: 1.3 }];
const hours = { known: 168, needed: 24 };
const unit = { device: "unit-1", at: 3_600_000 };
const forecast: Forecast = {
  ...unit,
  reason: "FORECAST",
  within24h: 0.1,
  within48h: 0.2,
  threshold: 0.4,
  drivers,
  hours,
  model: { name: "risk", version: "1.0.0" },
};
const columns: ForecastColumns = {
  devices: ["unit-1", "unit-2"],
  ats: [10, 10],
  reasons: ["FORECAST", "OFF"],
  within48h: [0.2, null],
  thresholds: [0.4, null],
  hoursKnown: [168, null],
  hoursNeeded: [24, null],
};

describe("a forecast", () => {
  it("is accepted in full, without enough history, and when no model is active", () => {
    expect(isForecast(forecast)).toBe(true);
    expect(isForecast({ ...unit, reason: "INSUFFICIENT_DATA", hours })).toBe(true);
    expect(isForecast({ ...unit, reason: "OFF" })).toBe(true);
  });

  it.each([
    ["nothing", null],
    ["no device", { ...forecast, device: undefined }],
    ["a reason nobody knows", { ...forecast, reason: "NORMAL" }],
    ["no probability", { ...forecast, within48h: undefined }],
    ["a probability without a forecast", { ...unit, reason: "OFF", within48h: 0.2 }],
    ["no hours", { ...unit, reason: "INSUFFICIENT_DATA" }],
    ["a driver that observed nothing", { ...forecast, drivers: [{ ...drivers[0], observed: null }] }],
    ["a model without a version", { ...forecast, model: { name: "risk" } }],
  ])("is refused with %s", (_what, value) => {
    expect(isForecast(value)).toBe(false);
  });
});

describe("the forecasts of a room", () => {
  it("are columns in the fleet's, and whole in a unit's", () => {
    expect(() => assertRoomForecasts("fleet", columns)).not.toThrow();
    expect(() => assertRoomForecasts("device:fleet", [forecast])).not.toThrow();
    expect(() => assertRoomForecasts("fleet", [forecast])).toThrow("columns");
    expect(() => assertRoomForecasts("device:fleet", columns)).toThrow("array of forecasts");
  });

  it.each([
    ["ats", { ...columns, ats: [10] }],
    ["reasons", { ...columns, reasons: ["FINE", "OFF"] }],
    ["within48h", { ...columns, within48h: ["1", null] }],
    ["hoursKnown", { ...columns, hoursKnown: undefined }],
  ])("are refused by the name of the bad column: %s", (name, value) => {
    expect(() => assertRoomForecasts("fleet", value)).toThrow(`column ${name} `);
  });
});
