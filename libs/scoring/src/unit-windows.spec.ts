import { manifestOf } from "./scoring.fixture.js";
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

test("a step is due once a reading lies beyond the allowed lateness, and takes no reading once concluded", () => {
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
  expect(windows.add(UNIT, 10_500, [232])).toBe("TOO_LATE");
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
