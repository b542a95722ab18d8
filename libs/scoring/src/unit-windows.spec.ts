import { manifestOf, randomOf } from "./scoring.fixture.js";
import { ScoringPlan } from "./scoring-plan.js";
import { UnitWindows } from "./unit-windows.js";

const plan = new ScoringPlan(
  manifestOf({
    features: [{ name: "out_voltage1", unit: "V" }],
    normaliser: { mean: [230], scale: [2] },
    window: 3,
    maxGap: 1,
    stepMs: 1_000,
  }),
);

/** Of one of three units. */
const UNIT = 1;

function windowsOf(readings: [timestampMs: number, value: number][]): UnitWindows {
  const windows = new UnitWindows(plan, 3);
  for (const [at, value] of readings) windows.add(UNIT, at, [value]);
  return windows;
}

/** The window seen at a step, once a later reading has closed it, or undefined without enough data. */
function seenAt(windows: UnitWindows, step: number): number[] | undefined {
  windows.add(UNIT, (step + plan.lateSteps + 1) * plan.stepMs, [230]);
  while ((windows.due(UNIT) ?? step) < step) windows.conclude(UNIT);
  expect(windows.due(UNIT)).toBe(step);
  const target = new Float32Array(plan.inputSize);
  return windows.fill(UNIT, target, 0) ? [...target] : undefined;
}

test("a step is the normalised mean of its readings, a missing one the value before, a far one clipped", () => {
  const windows = windowsOf([
    [10_000, 230],
    [10_900, 234],
    [12_000, 1_000],
    [13_000, 228],
  ]);
  expect(seenAt(windows, 13)).toEqual([1, 1, 50]);
});

test("more missing steps than the model bridges are not enough data", () => {
  const windows = windowsOf([
    [10_000, 230],
    [13_000, 230],
    [14_000, 230],
  ]);
  expect(seenAt(windows, 13)).toBeUndefined();
});

test("a step is due once a reading lies beyond the allowed lateness, and is not due again", () => {
  const windows = windowsOf([
    [10_000, 230],
    [11_000, 230],
  ]);
  expect(windows.due(UNIT)).toBeUndefined();
  windows.add(UNIT, 12_000, [230]);
  expect(windows.due(UNIT)).toBe(10);
  expect(windows.add(UNIT, 10_500, [232])).toBe("ADDED");
  windows.conclude(UNIT);
  expect(windows.due(UNIT)).toBeUndefined();
  expect(windows.add(UNIT, 10_600, [232])).toBe("MERGED");
  expect(windows.due(UNIT)).toBeUndefined();
});

test("a late reading counts in the mean of its step for as long as a window sees it", () => {
  const windows = windowsOf([
    [10_000, 232],
    [10_500, 236],
    [11_000, 230],
    [12_000, 230],
    [13_000, 230],
  ]);
  seenAt(windows, 12);
  windows.conclude(UNIT);
  // Rows of steps 10 to 12: 234, 230 and 230.
  expect(windows.add(UNIT, 10_100, [225])).toBe("MERGED");
  expect(windows.add(UNIT, 12_100, [233])).toBe("MERGED");
  expect(windows.add(UNIT, 9_900, [230])).toBe("TOO_LATE");
  expect(seenAt(windows, 13)).toEqual([0.5, 0, 0.75]);
  windows.conclude(UNIT);
  expect(windows.add(UNIT, 10_200, [230])).toBe("TOO_LATE");
});

test("a late reading fills a gap that was too long", () => {
  const readings: [number, number][] = [10, 13, 14].map((step) => [step * 1_000, 230]);
  const windows = windowsOf(readings);
  expect(seenAt(windows, 14)).toBeUndefined();
  expect(windows.add(UNIT, 11_000, [234])).toBe("MERGED");
  // That of step 12 is bridged from it.
  expect(seenAt(windows, 14)).toEqual([2, 2, 0]);
});

test("a late reading ends a silence", () => {
  const windows = windowsOf([
    [10_000, 230],
    [13_000, 230],
  ]);
  while (windows.due(UNIT) !== undefined) windows.conclude(UNIT);
  windows.add(UNIT, 14_000, [230]);
  expect(windows.due(UNIT)).toBe(12);
  expect(windows.silentSteps(UNIT)).toBe(2);
  windows.add(UNIT, 11_000, [230]);
  expect(windows.silentSteps(UNIT)).toBe(1);
});

test("a late reading of a time that a longer silence has skipped finds no row", () => {
  const windows = windowsOf([[10_000, 230]]);
  windows.add(UNIT, 30_000, [230]);
  while (windows.due(UNIT) !== undefined) windows.conclude(UNIT);
  windows.add(UNIT, 30_000, [230]);
  expect(seenAt(windows, 30)).toBeUndefined();
  windows.conclude(UNIT);
  expect(windows.add(UNIT, 29_000, [230])).toBe("TOO_LATE");
  expect(windows.add(UNIT, 30_500, [230])).toBe("MERGED");
});

test("however late readings come, a window that still sees them is as if they had come in time", () => {
  const window = 6;
  const two = new ScoringPlan(
    manifestOf({
      features: ["out_voltage1", "out_current1"].map((name) => ({ name, unit: "" })),
      normaliser: { mean: [230, 10], scale: [2, 1] },
      ...{ window, maxGap: 2, stepMs: 1_000 },
    }),
  );
  const last = 24;
  let filled = 0;
  let late = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const random = randomOf(seed);
    const readings: { at: number; values: number[]; cameAt: number }[] = [];
    for (let step = 0; step < last; step++) {
      for (let reading = 0; reading < 3; reading++) {
        const current = random() < 0.25 ? 10 + random() : Number.NaN;
        // One in time keeps a silence away, which would leave steps out.
        const delay = reading === 0 || random() < 0.5 ? 0 : Math.min(1_000 * window * random(), 1_000 * (last - step));
        const at = 1_000 * step + 300 * reading;
        readings.push({ at, values: [reading === 0 ? 230 : 230 + random(), current], cameAt: at + delay });
      }
    }
    const windowAfter = (order: typeof readings) => {
      const windows = new UnitWindows(two, 1);
      const outcomes = order.map(({ at, values }) => {
        const outcome = windows.add(0, at, values);
        while (windows.due(0) !== undefined) windows.conclude(0);
        return outcome;
      });
      windows.add(0, 1_000 * (last + 2), [230, Number.NaN]);
      while ((windows.due(0) ?? last) < last - 1) windows.conclude(0);
      const target = new Float32Array(two.inputSize);
      const isFilled = windows.fill(0, target, 0);
      return { isFilled, values: isFilled ? [...target] : [], outcomes };
    };
    const inTime = windowAfter(readings);
    const asTheyCame = windowAfter(readings.toSorted((a, b) => a.cameAt - b.cameAt));
    expect(new Set(inTime.outcomes)).toEqual(new Set(["ADDED"]));
    expect(asTheyCame.isFilled).toBe(inTime.isFilled);
    for (const [place, value] of inTime.values.entries()) expect(asTheyCame.values[place]).toBeCloseTo(value, 4);
    late += asTheyCame.outcomes.filter((outcome) => outcome === "MERGED").length;
    if (inTime.isFilled) filled += 1;
  }
  expect(late).toBeGreaterThan(1_000);
  expect(filled).toBeGreaterThan(50);
  expect(filled).toBeLessThan(250);
});

test("a reading far ahead waits until what it closes is concluded, and then follows a silence of any length at once", () => {
  const windows = windowsOf([
    [10_000, 230],
    [11_000, 230],
  ]);
  const far = 9_000_000_000_000;
  expect(windows.add(UNIT, far, [230])).toBe("CONCLUDE_FIRST");
  const concluded: number[] = [];
  for (let due = windows.due(UNIT); due !== undefined; due = windows.due(UNIT)) {
    concluded.push(due);
    windows.conclude(UNIT);
  }
  expect(concluded).toEqual([10, 11, 12, 13]);
  expect(windows.add(UNIT, far, [230])).toBe("ADDED");
});

test("what is no number or no time is refused", () => {
  const windows = windowsOf([]);
  expect(windows.add(UNIT, Number.NaN, [1])).toBe("TOO_LATE");
  expect(windows.add(UNIT, -1, [1])).toBe("TOO_LATE");
  expect(windows.add(UNIT, 1, [Number.POSITIVE_INFINITY])).toBe("EMPTY");
  expect(windows.due(UNIT)).toBeUndefined();
});
