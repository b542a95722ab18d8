import { thermal } from "./thermal.js";
import { week } from "./week.fixture.js";

const fill = (count: number, value: number) => Array<number>(count).fill(value);

describe("the temperature along a week", () => {
  const steady = { out_current1: fill(37, 10), out_current2: fill(37, 5), out_current3: fill(37, 8) };

  it("goes by the most loaded phase against the rated current", () => {
    const { course, ratedCurrent, loading } = thermal(week(37, steady), { ambient: 20, ratedCurrent: 20 }) ?? {};
    expect(ratedCurrent).toBe(20);
    expect(loading).toBe(0.5);
    // K = 0.5: 20 + 60·(2.5/7)^0.8 = 46.328 °C of oil, and 27.6·0.5^1.6 = 9.105 K on top.
    expect(course?.topOil).toBeCloseTo(46.328, 3);
    expect(course?.hotSpot).toBeCloseTo(55.433, 3);
  });

  it("takes the week's highest mean as the rated current where none is told", () => {
    const { course, ratedCurrent } = thermal(week(37, steady), { ambient: 30, ratedCurrent: null }) ?? {};
    expect(ratedCurrent).toBe(10);
    expect(course?.hotSpot).toBeCloseTo(117.6, 9);
  });

  it("takes the rating at nominal voltage for it where there is one, unless a current is told", () => {
    const rated = week(37, { ...steady, out_voltage1: fill(37, 118), out_voltage2: fill(37, 121) });
    expect(thermal(rated, { ambient: 20, ratedCurrent: null }, 7_200)?.ratedCurrent).toBe(20);
    expect(thermal(rated, { ambient: 20, ratedCurrent: 25 }, 7_200)?.ratedCurrent).toBe(25);
    expect(thermal(week(37, steady), { ambient: 20, ratedCurrent: null }, 7_200)?.ratedCurrent).toBe(10);
  });

  it("tells the load factor of the newest whole window", () => {
    const rising = { out_current1: [...fill(35, 10), 15, 40] };
    expect(thermal(week(37, rising), { ambient: 20, ratedCurrent: 20 })?.loading).toBe(0.75);
  });

  it("is unknown without current, and too early to say within the oil's time constant", () => {
    const told = { ambient: 20, ratedCurrent: null };
    expect(thermal(week(37, { out_voltage1: fill(37, 230) }), told)).toBeNull();
    expect(thermal(week(37, { out_current1: fill(37, 0) }), told)).toBeNull();
    expect(thermal(week(19, steady), told)?.settled).toBe(true);
    expect(thermal(week(18, steady), told)?.settled).toBe(false);
  });
});
