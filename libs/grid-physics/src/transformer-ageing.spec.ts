import {
  DISTRIBUTION_ONAN,
  hotSpot,
  nextThermalState,
  ordinaryPaperAgeing,
  steadyState,
} from "./transformer-ageing.js";

describe("a transformer's ageing", () => {
  it("takes 1.26 days of ordinary paper in 24 h at 100 °C", () => {
    expect(ordinaryPaperAgeing(100)).toBeCloseTo(1.26, 2);
    expect(ordinaryPaperAgeing(98)).toBe(1);
  });

  it("has its hot spot at 107.6 °C at rated load and 20 °C", () => {
    expect(hotSpot(steadyState(1, 20, DISTRIBUTION_ONAN))).toBeCloseTo(107.6, 9);
  });

  it("reaches what lasts, in steps of any length alike", () => {
    const cold = steadyState(0, 20, DISTRIBUTION_ONAN);
    let slow = cold;
    for (let minute = 0; minute < 180; minute++) slow = nextThermalState(slow, 1.2, 20, 1, DISTRIBUTION_ONAN);
    const once = nextThermalState(cold, 1.2, 20, 180, DISTRIBUTION_ONAN);
    expect(slow.topOil).toBeCloseTo(once.topOil, 9);
    const end = steadyState(1.2, 20, DISTRIBUTION_ONAN);
    expect(once.topOil - cold.topOil).toBeCloseTo((end.topOil - cold.topOil) * (1 - Math.exp(-1)), 9);
  });
});
