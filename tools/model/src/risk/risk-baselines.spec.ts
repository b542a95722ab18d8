import { RISK_HOURS } from "@gridwatch/scoring";
import { Random } from "@gridwatch/simulator";
import { bestFeature, lastDayMeans, logisticRegression, oneFeature } from "./risk-baselines.js";

it("means the last day, and lets nothing be further away than ten spreads", () => {
  const input = new Float32Array(2 * RISK_HOURS).fill(1);
  for (let hour = RISK_HOURS - 24; hour < RISK_HOURS; hour++) input.set([3, -50], 2 * hour);
  expect(lastDayMeans(input)).toEqual([3, -10]);
});

it("picks the feature that tells failures, whichever way it goes", () => {
  const days = [
    [0.1, 5, 1],
    [0.2, -5, 2],
    [0.1, 0.5, 1],
    [0.2, -0.5, 2],
  ];
  expect(bestFeature(days, [1, 1, 0, 0])).toBe(1);
  expect(oneFeature(days, 1)).toEqual([5, 5, 0.5, 0.5]);
});

it("learns a straight line through several features", () => {
  const random = new Random(2);
  const days = Array.from({ length: 600 }, () => [random.normal(), random.normal()]);
  const fails = days.map(([one = 0, other = 0]) => (one + other > 1 ? 1 : 0));
  const probability = logisticRegression(days, fails);
  expect(probability([2, 2])).toBeGreaterThan(0.9);
  expect(probability([-1, 0])).toBeLessThan(0.1);
});
