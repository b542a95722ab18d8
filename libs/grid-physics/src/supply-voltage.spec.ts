import { assumedNominalVoltage } from "./nominal-voltage.js";
import { supplyVoltage } from "./supply-voltage.js";

/** Of 100 means, so many at 230 V and the rest as told. */
function means(...others: number[]): number[] {
  return [...Array<number>(100 - others.length).fill(230), ...others];
}

describe("a phase's supply voltage by EN 50160", () => {
  it("complies with 95 of 100 means within ±10 %, the ends included", () => {
    // 207 V and 253 V are 10 % from 230 V; 206.9 V is beyond.
    const judged = supplyVoltage(means(207, 253, 206.9, 206.9, 206.9, 206.9, 206.9), 230);
    expect(judged).toEqual({ windows: 100, withinBandPercent: 95, lowest: 206.9, highest: 253, complies: true });
  });

  it("does not with 94", () => {
    const judged = supplyVoltage(means(206.9, 206.9, 206.9, 206.9, 206.9, 206.9), 230);
    expect(judged).toMatchObject({ withinBandPercent: 94, complies: false });
  });

  it("does not with a single mean below −15 % or above +10 %", () => {
    // 0.85 · 230 = 195.5
    expect(supplyVoltage(means(195.5), 230)).toMatchObject({ withinBandPercent: 99, complies: true });
    expect(supplyVoltage(means(195.4), 230)).toMatchObject({ withinBandPercent: 99, complies: false });
    expect(supplyVoltage(means(253.1), 230)).toMatchObject({ withinBandPercent: 99, complies: false });
  });

  it("counts only what was read, and is unknown without", () => {
    expect(supplyVoltage([null, 230, null, 200], 230)).toMatchObject({ windows: 2, withinBandPercent: 50 });
    expect(supplyVoltage([null, null], 230)).toBeNull();
  });
});

describe("the nominal voltage assumed", () => {
  it("is the one within 15 % of what is usual, and else none", () => {
    const of = (usual: number) => assumedNominalVoltage([usual]);
    expect([118, 230.7, 196, 264, 401].map(of)).toEqual([120, 230, 230, 230, 400]);
    expect([0, 150, 277, 11_000].map(of)).toEqual([null, null, null, null]);
  });

  it("heeds neither outages nor what was not read", () => {
    expect(assumedNominalVoltage([0, null, 0, 231, null, 229, 232])).toBe(230);
    expect(assumedNominalVoltage([null])).toBeNull();
  });
});
