import { binOf, distributionOf, populationStability } from "./population-stability.js";
import { randomOf } from "./scoring.fixture.js";

describe("population stability", () => {
  it("is nothing of the same proportions, and what the formula says of others", () => {
    expect(populationStability([0.25, 0.75], [100, 300])).toBe(0);
    // (0.4 − 0.5) ln 0.8 + (0.6 − 0.5) ln 1.2
    expect(populationStability([0.5, 0.5], [40, 60])).toBeCloseTo(0.040547, 6);
    expect(populationStability([0.1, 0.2, 0.3, 0.4], [40, 30, 20, 10])).toBeCloseTo(0.91287, 5);
  });

  it("is finite when a bin empties or fills, and null of nothing", () => {
    expect(populationStability([0.5, 0.5], [0, 100])).toBeCloseTo(0.4999 * Math.log(5_000) + 0.5 * Math.log(2), 6);
    expect(populationStability([0, 1], [100, 0])).toBeGreaterThan(9);
    expect(populationStability([0.5, 0.5], [0, 0])).toBeNull();
  });

  it("is small of a thousand values of the same source, and large of a shift by its spread", () => {
    const random = randomOf(1);
    const sample = (shift: number) => Array.from({ length: 1_000 }, () => random() + shift);
    const { edges, shares } = distributionOf(sample(0));
    const of = (values: number[]) => {
      const counts = shares.map(() => 0);
      for (const value of values) {
        const bin = binOf(edges, value);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return populationStability(shares, counts);
    };
    expect(edges).toHaveLength(9);
    expect(of(sample(0))).toBeLessThan(0.05);
    expect(of(sample(0.29))).toBeGreaterThan(0.25);
  });

  it("has fewer bins where values are often the same", () => {
    expect(distributionOf([5, 5, 5, 5])).toEqual({ edges: [5], shares: [0, 1] });
    expect(distributionOf([0, 0, 0, 1], 4)).toEqual({ edges: [0, 1], shares: [0, 0.75, 0.25] });
    expect(() => distributionOf([])).toThrow(RangeError);
  });

  it("puts a value on an edge above it", () => {
    expect([-1, 0, 0.5, 1, 2].map((value) => binOf([0, 1], value))).toEqual([0, 1, 1, 2, 2]);
  });
});
