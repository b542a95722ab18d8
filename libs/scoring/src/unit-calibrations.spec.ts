import { manifestOf, normalOf, randomOf } from "./scoring.fixture.js";
import { ScoringPlan } from "./scoring-plan.js";
import { UnitCalibrations } from "./unit-calibrations.js";

const FORGET = 500;
const plan = new ScoringPlan(
  manifestOf({
    features: [{ name: "out_voltage1", unit: "V" }],
    normaliser: { mean: [0], scale: [1] },
    calibration: { learn: 200, forget: FORGET },
  }),
);

/** Gives one step and returns its score. */
function step(calibrations: UnitCalibrations, residual: number, observed = residual): number | undefined {
  plan.residuals[0] = residual;
  plan.observed[0] = observed;
  const score = calibrations.score(0);
  calibrations.learn(0, (score ?? 0) >= 0.5);
  return score;
}

function learned(noise: number): { calibrations: UnitCalibrations; normal: () => number } {
  const calibrations = new UnitCalibrations(plan);
  const normal = normalOf(randomOf(11));
  for (let count = 0; count < 2_000; count++) step(calibrations, noise * normal());
  return { calibrations, normal };
}

test("says nothing until it has learned, nor of no residual", () => {
  const calibrations = new UnitCalibrations(plan);
  for (let count = 0; count < 200; count++) expect(step(calibrations, 0.1 * (count % 7))).toBeUndefined();
  expect(step(calibrations, 0.3)).toBeDefined();
  expect(step(calibrations, Number.NaN, 1)).toBeUndefined();
});

test("the same multiple of its own noise scores the same for every unit", () => {
  const scores = [0.1, 1, 10].map((noise) => step(learned(noise).calibrations, 8 * noise) ?? 0);
  for (const score of scores) expect(score).toBeCloseTo(scores[0] ?? 0, 1);
  expect(Math.min(...scores)).toBeGreaterThan(0.6);
});

test("a constant signal does not alarm at a tiny step, but at a jump", () => {
  const calibrations = new UnitCalibrations(plan);
  for (let count = 0; count < 2_000; count++) step(calibrations, 0, 230);
  expect(step(calibrations, 0.01, 230.01)).toBeLessThan(0.3);
  expect(step(calibrations, 1, 231)).toBeGreaterThan(0.6);
});

test("a lasting shift is no fault any more after some dozen half-lives, and still one after a tenth of a half-life", () => {
  const { calibrations, normal } = learned(1);
  const shifted = () => step(calibrations, 8 + normal()) ?? 0;
  for (let count = 0; count < FORGET / 10; count++) shifted();
  expect(shifted()).toBeGreaterThan(0.5);
  for (let count = 0; count < 15 * FORGET; count++) shifted();
  expect(shifted()).toBeLessThan(0.3);
});

function trainedPlan(tail: number): ScoringPlan {
  return new ScoringPlan(
    manifestOf({
      features: [{ name: "out_voltage1", unit: "V" }],
      normaliser: { mean: [0], scale: [1] },
      calibration: { learn: 24, forget: FORGET, residuals: { high: [1.96], tail: [tail] } },
    }),
  );
}

/** Scores of a new unit's residuals. */
function scores(of: ScoringPlan, residuals: number[]): (number | undefined)[] {
  const calibrations = new UnitCalibrations(of);
  return residuals.map((residual) => {
    of.residuals[0] = residual;
    of.observed[0] = residual;
    const score = calibrations.score(0);
    calibrations.learn(0, false);
    return score;
  });
}

test("a fault while a unit is new is not taken for its usual noise where training found what that is", () => {
  const normal = normalOf(randomOf(5));
  const residuals = Array.from({ length: 100 }, (_, index) => (index >= 6 && index < 18 ? 30 : normal()));
  const [fault = 0, usual = 0] = scores(trainedPlan(1.6), [...residuals, 12, 1]).slice(-2);
  expect(fault).toBeGreaterThan(0.6);
  expect(usual).toBeLessThan(0.3);
});

test("a unit noisier than any in training is quiet all the same", () => {
  const normal = normalOf(randomOf(6));
  const all = scores(
    trainedPlan(1.6),
    Array.from({ length: 600 }, () => 10 * normal()),
  );
  expect(all.slice(300).filter((score = 0) => score >= 0.5).length).toBe(0);
});

test("a step such as training found to come rarely is less of a surprise", () => {
  const normal = normalOf(randomOf(7));
  const residuals = [...Array.from({ length: 200 }, normal), 11];
  const [light = 0, heavy = 0] = [1.6, 0.6].map((tail) => scores(trainedPlan(tail), residuals).at(-1) ?? 0);
  expect(light).toBeGreaterThan(0.8);
  expect(heavy).toBeLessThan(0.55);
});
