import { manifestOf } from "./scoring.fixture.js";
import { ScoringPlan } from "./scoring-plan.js";
import { UnitWindow } from "./unit-window.js";

const plan = new ScoringPlan(
  manifestOf({
    features: [{ name: "out_voltage1", unit: "V" }],
    normaliser: { mean: [230], scale: [2] },
    window: 3,
    maxGap: 1,
    stepMs: 1_000,
  }),
);

function windowOf(readings: [timestampMs: number, value: number][]): UnitWindow {
  const window = new UnitWindow(plan);
  for (const [at, value] of readings) window.add(at, [value]);
  return window;
}

/** The window seen at a step, once a later reading has closed it, or undefined without enough data. */
function seenAt(window: UnitWindow, step: number): number[] | undefined {
  window.add((step + plan.lateSteps + 1) * plan.stepMs, [230]);
  while ((window.due() ?? step) < step) window.conclude();
  expect(window.due()).toBe(step);
  const target = new Float32Array(plan.inputSize);
  return window.fill(target, 0) ? [...target] : undefined;
}

test("a step is the normalised mean of its readings, a missing one the value before, a far one clipped", () => {
  const window = windowOf([
    [10_000, 230],
    [10_900, 234],
    [12_000, 1_000],
    [13_000, 228],
  ]);
  expect(seenAt(window, 13)).toEqual([1, 1, 50]);
});

test("more missing steps than the model bridges are not enough data", () => {
  const window = windowOf([
    [10_000, 230],
    [13_000, 230],
    [14_000, 230],
  ]);
  expect(seenAt(window, 13)).toBeUndefined();
});

test("a step is due once a reading lies beyond the allowed lateness, and takes no reading once concluded", () => {
  const window = windowOf([
    [10_000, 230],
    [11_000, 230],
  ]);
  expect(window.due()).toBeUndefined();
  window.add(12_000, [230]);
  expect(window.due()).toBe(10);
  expect(window.add(10_500, [232])).toBe("ADDED");
  window.conclude();
  expect(window.due()).toBeUndefined();
  expect(window.add(10_500, [232])).toBe("TOO_LATE");
});

test("a reading far ahead waits until what it closes is concluded, and then follows a silence of any length at once", () => {
  const window = windowOf([
    [10_000, 230],
    [11_000, 230],
  ]);
  const far = 9_000_000_000_000;
  expect(window.add(far, [230])).toBe("CONCLUDE_FIRST");
  const concluded: number[] = [];
  for (let due = window.due(); due !== undefined; due = window.due()) {
    concluded.push(due);
    window.conclude();
  }
  expect(concluded).toEqual([10, 11, 12, 13]);
  expect(window.add(far, [230])).toBe("ADDED");
});

test("what is no number or no time is refused", () => {
  const window = new UnitWindow(plan);
  expect(window.add(Number.NaN, [1])).toBe("TOO_LATE");
  expect(window.add(-1, [1])).toBe("TOO_LATE");
  expect(window.add(1, [Number.POSITIVE_INFINITY])).toBe("EMPTY");
  expect(window.due()).toBeUndefined();
});
