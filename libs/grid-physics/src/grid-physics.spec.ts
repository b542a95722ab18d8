import { apparentPower, totalApparentPower } from "./apparent-power.js";
import { phaseVoltageUnbalancePercent } from "./voltage-unbalance.js";

describe("apparent power", () => {
  it("is voltage times current, summed over the phases", () => {
    expect(apparentPower(230, 10)).toBe(2_300);
    expect(
      totalApparentPower([
        { voltage: 230, current: 10 },
        { voltage: 231, current: 5 },
        { voltage: 229, current: 0 },
      ]),
    ).toBe(3_455);
  });

  it("is unknown when a phase lacks a value", () => {
    expect(totalApparentPower([{ voltage: 230, current: undefined }])).toBeNull();
  });
});

describe("the phase voltage unbalance rate", () => {
  it("is the largest deviation from the mean, not the span", () => {
    // Mean 230: deviations 10, 2 and 8, so 10/230; the span of 18 would give 7.8 %.
    expect(phaseVoltageUnbalancePercent([240, 228, 222])).toBeCloseTo(4.3478, 4);
  });

  it("is nothing for equal phases, and a lost phase makes it 100 %", () => {
    expect(phaseVoltageUnbalancePercent([230, 230, 230])).toBe(0);
    expect(phaseVoltageUnbalancePercent([230, 230, 0])).toBeCloseTo(100, 10);
  });

  it("is unknown without voltage", () => {
    expect(phaseVoltageUnbalancePercent([0, 0, 0])).toBeNull();
  });
});
