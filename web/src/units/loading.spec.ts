import { assumedLoading, loadingPercent, whyNoLoading } from "./loading.js";
import type { Unit } from "./unit.js";

function unit(values: Record<string, number>): Unit {
  return { id: "unit-1", at: 0, receivedAt: 0, suspect: false, values, measuredAt: {} };
}

describe("the loading of a unit", () => {
  it("is that of its most loaded phase", () => {
    expect(loadingPercent(unit({ out_current1: 8, out_current2: 10, out_current3: 4 }), 20)).toBe(50);
    expect(loadingPercent(unit({ out_current1: 8, input_current: 90 }), 5)).toBe(160);
    expect(loadingPercent(unit({ out_current1: 0 }), 5)).toBe(0);
  });

  it("is not known without a rated current, or without a current", () => {
    expect(loadingPercent(unit({ out_current1: 8 }), null)).toBeNull();
    expect(loadingPercent(unit({ out_voltage1: 230, input_current: 9 }), 20)).toBeNull();
  });

  it("goes by what this browser was told of the unit, and says when nothing was", () => {
    const kept: Record<string, string> = { "gridwatch.thermal.unit-1": '{"ambient":20,"ratedCurrent":40}' };
    Object.assign(globalThis, { localStorage: { getItem: (key: string) => kept[key] ?? null } });
    try {
      expect(assumedLoading(unit({ out_current2: 10 }))).toBe(25);
      expect(whyNoLoading(unit({}))).toBe("not reported");
      const other = { ...unit({ out_current2: 10 }), id: "unit-2" };
      expect(assumedLoading(other)).toBeNull();
      expect(whyNoLoading(other)).toMatch(/^no rated current told/);
    } finally {
      Reflect.deleteProperty(globalThis, "localStorage");
    }
  });
});
