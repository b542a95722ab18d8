import type { Unit } from "../../units/unit.js";
import { silentMetrics } from "./silent-metrics.js";

const values = { out_voltage1: 230, out_voltage2: 231 };
const unit: Unit = { id: "unit-1", at: 0, receivedAt: 0, suspect: false, values, measuredAt: {} };

describe("metrics that fell silent", () => {
  const trail = {
    timestamps: [0, 20_000, 40_000],
    values: { out_voltage1: [230, 230, 230], out_voltage2: [231, null, null], out_current1: [null, null, null] },
  };

  it("are those known and not reported for as long as makes a unit stale", () => {
    expect(silentMetrics(unit, trail, 41_000, 30_000)).toEqual(["out_voltage2"]);
  });

  it("are not told before the unit was followed that long", () => {
    expect(silentMetrics(unit, trail, 29_000, 30_000)).toEqual([]);
  });

  it("are not told one by one when the unit is silent altogether", () => {
    expect(silentMetrics(unit, trail, 90_000, 30_000)).toEqual([]);
    expect(silentMetrics(unit, { timestamps: [], values: {} }, 90_000, 30_000)).toEqual([]);
  });
});
