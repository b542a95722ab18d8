import { Random } from "@gridwatch/simulator";
import { plattScale } from "./platt.js";

const logit = (p: number) => Math.log(p / (1 - p));

it("takes back what overconfidence added", () => {
  const random = new Random(4);
  const truth = Array.from({ length: 4_000 }, () => random.between(0.02, 0.98));
  const came = truth.map((p) => (random.next() < p ? 1 : 0));
  const said = truth.map((p) => 1 / (1 + Math.exp(-2 * logit(p) - 1)));
  const { slope, offset } = plattScale(said, came);
  expect(slope).toBeCloseTo(0.5, 1);
  expect(offset).toBeCloseTo(-0.5, 1);
});

it("never turns the order round, and bears certainty", () => {
  const { slope, offset } = plattScale([0, 0, 1, 1], [1, 1, 0, 0]);
  expect(slope).toBeGreaterThan(0);
  expect(Number.isFinite(offset)).toBe(true);
});
