import { manifestOf, normalOf, randomOf } from "./scoring.fixture.js";
import { ScoringPlan } from "./scoring-plan.js";
import { UnitCalibration } from "./unit-calibration.js";

const FORGET = 500;
const plan = new ScoringPlan(
  manifestOf({
    features: [{ name: "out_voltage1", unit: "V" }],
    normaliser: { mean: [0], scale: [1] },
    calibration: { learn: 200, forget: FORGET },
  }),
);

/** Gives one step and returns its score. */
function step(calibration: UnitCalibration, residual: number, observed = residual): number | undefined {
  plan.residuals[0] = residual;
  plan.observed[0] = observed;
  const score = calibration.score();
  calibration.learn((score ?? 0) >= 0.5);
  return score;
}

function learned(noise: number): { calibration: UnitCalibration; normal: () => number } {
  const calibration = new UnitCalibration(plan);
  const normal = normalOf(randomOf(11));
  for (let count = 0; count < 2_000; count++) step(calibration, noise * normal());
  return { calibration, normal };
}

test("says nothing until it has learned, nor of no residual", () => {
  const calibration = new UnitCalibration(plan);
  for (let count = 0; count < 200; count++) expect(step(calibration, 0.1 * (count % 7))).toBeUndefined();
  expect(step(calibration, 0.3)).toBeDefined();
  expect(step(calibration, Number.NaN, 1)).toBeUndefined();
});

test("the same multiple of its own noise scores the same for every unit", () => {
  const scores = [0.1, 1, 10].map((noise) => step(learned(noise).calibration, 8 * noise) ?? 0);
  for (const score of scores) expect(score).toBeCloseTo(scores[0] ?? 0, 1);
  expect(Math.min(...scores)).toBeGreaterThan(0.6);
});

test("a constant signal does not alarm at a tiny step, but at a jump", () => {
  const calibration = new UnitCalibration(plan);
  for (let count = 0; count < 2_000; count++) step(calibration, 0, 230);
  expect(step(calibration, 0.01, 230.01)).toBeLessThan(0.3);
  expect(step(calibration, 1, 231)).toBeGreaterThan(0.6);
});

test("a lasting shift is no fault any more after some dozen half-lives, and still one after a tenth of a half-life", () => {
  const { calibration, normal } = learned(1);
  const shifted = () => step(calibration, 8 + normal()) ?? 0;
  for (let count = 0; count < FORGET / 10; count++) shifted();
  expect(shifted()).toBeGreaterThan(0.5);
  for (let count = 0; count < 15 * FORGET; count++) shifted();
  expect(shifted()).toBeLessThan(0.3);
});
