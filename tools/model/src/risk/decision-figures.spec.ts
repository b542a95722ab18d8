import { averagePrecision, bestThreshold, brier, decisionFigures } from "./decision-figures.js";

it("counts what alarms hit and miss", () => {
  const { precision, recall, f1 } = decisionFigures([true, true, false, false, true], [1, 0, 1, 1, 1]);
  expect(precision).toBeCloseTo(2 / 3, 10);
  expect(recall).toBe(0.5);
  expect(f1).toBeCloseTo(4 / 7, 10);
});

it("finds the threshold of the best F1, equal scores together", () => {
  expect(bestThreshold([0.1, 0.9, 0.6, 0.3], [0, 1, 1, 0])).toEqual({ threshold: 0.6, f1: 1 });
  expect(bestThreshold([0.5, 0.5, 0.5, 0.1], [1, 0, 1, 1])).toEqual({ threshold: 0.1, f1: 6 / 7 });
  expect(bestThreshold([0.5, 0.1], [0, 0]).threshold).toBe(Number.POSITIVE_INFINITY);
});

it("ranks: 1 when all failures come first, little when they come last", () => {
  expect(averagePrecision([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0])).toBe(1);
  expect(averagePrecision([0.9, 0.8, 0.2, 0.1], [0, 0, 0, 1])).toBe(0.25);
  expect(averagePrecision([1, 1, 1, 1], [1, 0, 0, 0])).toBe(0.25);
});

it("is the mean square of what was said beside what came", () => {
  expect(brier([1, 0.5], [0, 1])).toBe(0.625);
});
