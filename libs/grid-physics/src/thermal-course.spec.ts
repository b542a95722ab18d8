import { type LoadWindow, thermalCourse } from "./thermal-course.js";
import { DISTRIBUTION_ONAN } from "./transformer-ageing.js";

const WINDOW = 600_000;
const HOUR = 6 * WINDOW;

function load(from: number, loadings: number[]): LoadWindow[] {
  return loadings.map((loading, window) => ({ at: from + window * WINDOW, loading }));
}

const follow = (windows: LoadWindow[]) => thermalCourse(windows, WINDOW, 20, DISTRIBUTION_ONAN);

describe("a transformer along its load", () => {
  it("stays where the rated load leads to: 107.6 °C, ageing 2^((107.6 − 98)/6) times", () => {
    const course = follow(load(0, Array<number>(36).fill(1)));
    expect(course?.from).toBe(0);
    expect(course?.to).toBe(6 * HOUR);
    expect(course?.topOil).toBeCloseTo(80, 9);
    expect(course?.hotSpot).toBeCloseTo(107.6, 9);
    expect(course?.highestHotSpot).toBeCloseTo(107.6, 9);
    expect(course?.ageing).toBeCloseTo(3.0314, 4);
    expect(course?.meanAgeing).toBeCloseTo(3.0314, 4);
  });

  it("warms with the oil's time constant after a step of the load", () => {
    // Without load the oil is 20 + 60·(1/7)^0.8 = 32.65 °C; 180 min later 80 − 47.35/e = 62.58 °C.
    const course = follow(load(0, [0, ...Array<number>(18).fill(1)]));
    expect(course?.topOil).toBeCloseTo(62.58, 2);
    // The winding, at 8 min, has all but reached its 27.6 K.
    expect(course?.hotSpot).toBeCloseTo(62.58 + 27.6, 2);
    expect(course?.highestHotSpot).toBe(course?.hotSpot);
    expect(course?.meanAgeing).toBeLessThan(course?.ageing ?? 0);
  });

  it("takes the load as unchanged over an hour, and begins anew after a longer gap", () => {
    const before = load(0, [1, 1]);
    const bridged = follow([...before, ...load(2 * WINDOW + HOUR, [1])]);
    expect(bridged).toMatchObject({ from: 0, to: 3 * WINDOW + HOUR });
    expect(bridged?.meanAgeing).toBeCloseTo(3.0314, 4);
    const anew = follow([...before, ...load(3 * WINDOW + HOUR, [0])]);
    expect(anew).toMatchObject({ from: 3 * WINDOW + HOUR, to: 4 * WINDOW + HOUR });
    expect(anew?.topOil).toBeCloseTo(32.65, 2);
  });

  it("is unknown without a load", () => {
    expect(follow([])).toBeNull();
  });
});
