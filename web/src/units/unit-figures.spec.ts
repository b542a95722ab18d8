import type { Unit } from "./unit.js";
import {
  apparentPowerAt,
  outputApparentPower,
  outputCurrentUnbalance,
  outputNeutralCurrent,
  outputUnbalance,
  voltageDeviation,
} from "./unit-figures.js";

function unit(values: Record<string, number>): Unit {
  return { id: "unit-1", at: 0, receivedAt: 0, suspect: false, values, measuredAt: {} };
}

const complete = unit({
  input_voltage: 400,
  input_current: 10,
  out_voltage1: 230,
  out_current1: 10,
  out_voltage2: 230,
  out_current2: 20,
  out_voltage3: 218.5,
  out_current3: 10,
});

describe("a unit's derived figures", () => {
  it("are the apparent power at a point and over the three phases", () => {
    expect(apparentPowerAt(complete, "input")).toBe(4_000);
    expect(outputApparentPower(complete)).toBe(2_300 + 4_600 + 2_185);
  });

  it("are the unbalance and each phase's share in it", () => {
    const mean = (230 + 230 + 218.5) / 3;
    expect(outputUnbalance(complete)).toBeCloseTo((100 * (mean - 218.5)) / mean, 9);
    expect(voltageDeviation(complete, "phase3")).toBeCloseTo((-100 * (mean - 218.5)) / mean, 9);
    expect(voltageDeviation(complete, "phase1")).toBeCloseTo((100 * (230 - mean)) / mean, 9);
  });

  it("are the unbalance of the currents, and what it makes flow in the neutral", () => {
    // 10, 20 and 10 A: a mean of 13.3, and 10 A too much in one phase.
    expect(outputCurrentUnbalance(complete)).toBeCloseTo(50, 9);
    expect(outputNeutralCurrent(complete)).toBeCloseTo(10, 9);
  });

  it("are unknown as soon as one of their values is missing", () => {
    const { out_voltage2: _, ...rest } = complete.values;
    const partial = unit(rest);
    expect(outputApparentPower(partial)).toBeNull();
    expect(outputUnbalance(partial)).toBeNull();
    expect(voltageDeviation(partial, "phase1")).toBeNull();
    expect(apparentPowerAt(partial, "phase2")).toBeNull();
    expect(outputNeutralCurrent(unit({ out_current1: 10, out_current2: 9 }))).toBeNull();
  });

  it("are unknown without voltage on any phase instead of infinite", () => {
    expect(outputUnbalance(unit({ out_voltage1: 0, out_voltage2: 0, out_voltage3: 0 }))).toBeNull();
  });
});
