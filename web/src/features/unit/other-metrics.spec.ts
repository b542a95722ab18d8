import { isPowerFactor, otherMetrics } from "./other-metrics.js";

describe("what a unit reports besides voltages and currents", () => {
  it("is told by name", () => {
    const values = { out_voltage1: 230, oil_temperature: 61.5, frequency: 50, input_current: 15 };
    expect(otherMetrics({ values })).toEqual(["frequency", "oil_temperature"]);
  });

  it("may be a power factor", () => {
    const some = ["power_factor", "out_powerfactor1", "cos_phi", "pf", "pf2", "out_pf_1"];
    expect(some.filter(isPowerFactor)).toEqual(some);
    expect(["oil_temperature", "topfill", "frequency"].some(isPowerFactor)).toBe(false);
  });
});
