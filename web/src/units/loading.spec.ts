import { loadingPercent, whyNoLoading } from "./loading.js";
import type { Unit } from "./unit.js";

const output = {
  ...{ out_voltage1: 120, out_voltage2: 121, out_voltage3: 119 },
  ...{ out_current1: 8, out_current2: 10, out_current3: 4 },
};

function unit(values: Record<string, number>, ratedVa?: number): Unit {
  return { id: "unit-1", at: 0, receivedAt: 0, suspect: false, values, measuredAt: {}, ratedVa };
}

describe("the loading of a unit", () => {
  it("is its output's apparent power against the rated", () => {
    // 960 + 1,210 + 476 VA.
    expect(loadingPercent(unit(output, 5_292))).toBe(50);
    expect(loadingPercent(unit(output, 1_323))).toBe(200);
  });

  it("is not known without a rating, or without all of the output, and says which", () => {
    expect(loadingPercent(unit(output))).toBeNull();
    expect(whyNoLoading(unit(output))).toMatch(/^no rating configured/);
    const { out_current3: _, ...some } = output;
    expect(loadingPercent(unit(some, 5_000))).toBeNull();
    expect(whyNoLoading(unit(some, 5_000))).toBe("not reported");
  });
});
