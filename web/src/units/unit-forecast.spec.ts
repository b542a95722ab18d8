import type { Forecast } from "@gridwatch/contracts";
import { asStored, unitForecasts } from "./unit-forecast.js";

const hours = { known: 168, needed: 24 };
const made: Forecast = {
  device: "a",
  at: 3_600_000,
  reason: "FORECAST",
  within24h: 0.1,
  within48h: 0.2,
  threshold: 0.4,
  hours,
  model: { name: "risk", version: "1.0.0" },
};

it("says the same of the fleet's columns as of a unit's own forecasts", () => {
  const columns = {
    devices: ["a", "b", "c"],
    ats: [3_600_000, 3_600_000, 3_600_000],
    reasons: ["FORECAST", "INSUFFICIENT_DATA", "OFF"] as Forecast["reason"][],
    within48h: [0.2, null, null],
    thresholds: [0.4, null, null],
    hoursKnown: [168, 5, null],
    hoursNeeded: [24, 24, null],
  };
  const insufficient = { known: 5, needed: 24 };
  expect([...unitForecasts(columns)]).toEqual([
    ...unitForecasts([
      made,
      { device: "b", at: 3_600_000, reason: "INSUFFICIENT_DATA", hours: insufficient },
      { device: "c", at: 3_600_000, reason: "OFF" },
    ]),
  ]);
});

it("makes of what has just come what the database will say", () => {
  const { model: _, ...rest } = made;
  expect(asStored(made)).toEqual({ ...rest, at: "1970-01-01T01:00:00.000Z", model: "risk@1.0.0" });
  expect(asStored({ device: "a", at: 0, reason: "OFF" })).toEqual({
    device: "a",
    at: "1970-01-01T00:00:00.000Z",
    reason: "OFF",
  });
});
