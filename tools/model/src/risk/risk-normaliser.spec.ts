import { RISK_FEATURES, RISK_HOURS } from "@gridwatch/scoring";
import type { RiskMoment } from "./risk-moments.js";
import { riskNormaliser } from "./risk-normaliser.js";

function moment(mode: string | undefined, one: number, other: number): RiskMoment {
  const values = new Float32Array(RISK_HOURS * RISK_FEATURES.length).fill(Number.NaN);
  values.set([one, 7], 0);
  values.set([other, 7], RISK_FEATURES.length);
  return { unit: "u", hour: 24, hours: { values, known: [] }, mode, hoursLeft: Infinity, fails: [0, 0] };
}

it("knows the mean and spread of healthy units, of what is known", () => {
  const { mean, scale } = riskNormaliser([moment(undefined, 1, 3), moment("wear", 100, 100)], [0, 1, 2]);
  expect(mean).toEqual([2, 7, 0]);
  expect(scale).toEqual([1, 0.002, 0.002]);
});
