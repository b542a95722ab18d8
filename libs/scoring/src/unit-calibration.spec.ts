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
  const calibration = new UnitCalibration(of);
  return residuals.map((residual) => {
    of.residuals[0] = residual;
    of.observed[0] = residual;
    const score = calibration.score();
    calibration.learn(false);
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
