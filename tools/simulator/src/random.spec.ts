import { Random } from "./random.js";
import { Wandering } from "./wandering.js";

function moments(draw: () => number, count = 20_000): { mean: number; deviation: number } {
  const values = Array.from({ length: count }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return { mean, deviation: Math.sqrt(variance) };
}

describe("random numbers", () => {
  it("are the same for the same seed and others for another", () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("are uniform between 0 and 1", () => {
    const random = new Random(1);
    const { mean, deviation } = moments(() => random.next());
    expect(mean).toBeCloseTo(0.5, 1);
    expect(deviation).toBeCloseTo(Math.sqrt(1 / 12), 1);
  });

  it("can be normally distributed", () => {
    const random = new Random(2);
    const { mean, deviation } = moments(() => random.normal());
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(deviation).toBeCloseTo(1, 1);
  });

  it("fork into sources that do not follow each other", () => {
    const random = new Random(3);
    expect(random.fork(0).next()).not.toBe(random.fork(1).next());
    expect(random.fork(0).next()).toBe(random.fork(0).next());
  });

  it("pick each choice about equally often", () => {
    const random = new Random(4);
    const picks = Array.from({ length: 3_000 }, () => random.pick("a", "b", "c"));
    for (const choice of ["a", "b", "c"]) expect(picks.filter((pick) => pick === choice).length).toBeGreaterThan(900);
  });
});

describe("wandering", () => {
  it("keeps its deviation whatever the step", () => {
    for (const stepMs of [100, 10_000]) {
      const wandering = new Wandering(new Random(5), 0.05, 1_000);
      expect(moments(() => wandering.step(stepMs)).deviation).toBeCloseTo(0.05, 2);
    }
  });

  it("moves little in a time that is short against its memory", () => {
    const wandering = new Wandering(new Random(6), 1, 60_000);
    const before = wandering.step(1);
    expect(Math.abs(wandering.step(1) - before)).toBeLessThan(0.05);
  });
});
