import { axisOf, valueRange } from "./value-range.js";

describe("the value axis", () => {
  it("leaves room around what is drawn", () => {
    const [low, high] = valueRange([100, 200], 4);
    expect(low).toBeLessThan(100);
    expect(high).toBeGreaterThan(200);
  });

  it("does not blow up noise", () => {
    expect(valueRange([229.9, 230.1], 4)).toEqual([228, 232]);
  });

  it("does not go below zero for what is never negative", () => {
    expect(valueRange([0, 10], 1)[0]).toBe(0);
    expect(valueRange(null, 4)).toEqual([0, 4]);
  });

  it("reaches to the limits where that is chosen, and where there is nothing else to show", () => {
    const spec = { minSpan: 4, limits: { nominal: 200, percent: 10 } };
    expect(axisOf(spec, [199, 201], false)).toEqual([198, 202]);
    for (const extent of [[199, 201] as [number, number], null]) {
      const [low, high] = axisOf(spec, extent, extent !== null);
      expect(low).toBeLessThan(180);
      expect(high).toBeGreaterThan(220);
    }
    expect(axisOf({ ...spec, range: [0, 1] }, [5, 6], true)).toEqual([0, 1]);
  });
});
