import { currentUnbalancePercent, neutralCurrent } from "./phase-currents.js";

describe("the current unbalance", () => {
  it("is the largest deviation from the mean", () => {
    // Mean 9: deviations 1, 0 and 1.
    expect(currentUnbalancePercent([10, 9, 8])).toBeCloseTo(11.1111, 4);
    // Mean 20: deviations 10, 5 and 5.
    expect(currentUnbalancePercent([30, 15, 15])).toBe(50);
    expect(currentUnbalancePercent([12, 12, 12])).toBe(0);
  });

  it("is unknown while no current flows", () => {
    expect(currentUnbalancePercent([0, 0, 0])).toBeNull();
  });
});

describe("the neutral current", () => {
  it("is none of a balanced load, and the whole of a load on one phase", () => {
    expect(neutralCurrent([10, 10, 10])).toBe(0);
    expect(neutralCurrent([0.1, 0.1, 0.1])).toBe(0);
    expect(neutralCurrent([0, 10, 0])).toBe(10);
  });

  it("is the sum of the phases as vectors", () => {
    // 10 − 9/2 − 8/2 = 1.5 along, (8 − 9)·√3/2 across: √(2.25 + 0.75) = √3.
    expect(neutralCurrent([10, 9, 8])).toBeCloseTo(Math.sqrt(3), 12);
    // 10 − 5/2 − 5/2 = 5 along, none across.
    expect(neutralCurrent([10, 5, 5])).toBeCloseTo(5, 12);
    // Of two equal phases alone it is as large as either.
    expect(neutralCurrent([16, 16, 0])).toBeCloseTo(16, 12);
  });
});
