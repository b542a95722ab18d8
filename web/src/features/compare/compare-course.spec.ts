import { withGaps } from "../../charts/time-course.js";
import { comparedChart, comparedLines, comparedNominal, joinCourses } from "./compare-course.js";

const MINUTE = 60_000;

function course(timestamps: number[], values: (number | null)[], windowMs = 0) {
  const metrics = { out_voltage1: { min: values, mean: values, max: values } };
  return withGaps({ from: timestamps[0] ?? 0, to: 100 * MINUTE, windowMs, timestamps, metrics });
}

describe("the lines of a comparison", () => {
  it("are each unit's, named after it, or each phase's", () => {
    expect(comparedLines(["a", "b"], ["out_voltage1"]).map(({ name }) => name)).toEqual(["a", "b"]);
    const phases = (...units: string[]) => comparedLines(units, ["out_voltage1", "out_voltage2"]);
    expect(phases("a").map(({ name }) => name)).toEqual(["L1", "L2"]);
    expect(phases("a", "b").map(({ name }) => name)).toEqual(["a L1", "a L2", "b L1", "b L2"]);
  });

  it("are eight at most, and no two look the same", () => {
    const units = Array.from({ length: 8 }, (_, i) => `u${i}`);
    const lines = comparedLines(units, ["out_current1", "out_current2"]);
    expect(lines).toHaveLength(8);
    expect(new Set(lines.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(8);
  });

  it("stand in a chart of their quantity", () => {
    expect(comparedChart([], ["out_current2"], null)).toMatchObject({ title: "L2 current", style: { unit: "A" } });
    expect(comparedChart([], ["input_voltage", "out_voltage1"], 230)).toMatchObject({
      title: "Voltage",
      limits: { nominal: 230 },
    });
  });

  it("have the limits of a nominal voltage that is all of theirs", () => {
    const history = (device: string, mean: number) => {
      const times = { from: "", to: "", windowMs: MINUTE, timestamps: [0] };
      const course = { min: [mean], mean: [mean], max: [mean] };
      return [device, { device, ...times, metrics: { out_voltage1: course, out_current1: course } }] as const;
    };
    const histories = new Map([history("a", 231), history("b", 226), history("c", 119)]);
    const nominalOf = (units: string[], metric: "out_voltage1" | "out_current1" = "out_voltage1") =>
      comparedNominal(histories, comparedLines(units, [metric]));
    expect(nominalOf(["a", "b"])).toBe(230);
    expect(nominalOf(["a", "not known"])).toBe(230);
    expect(nominalOf(["a", "c"])).toBeNull();
    expect(nominalOf(["a"], "out_current1")).toBeNull();
  });
});

describe("courses on one time axis", () => {
  const lines = comparedLines(["a", "b"], ["out_voltage1"]);

  it("go on past the rows of others, and keep gaps of their own", () => {
    const a = course([0, 10_000, 20_000, 90_000], [1, 2, 3, 4]);
    const b = course([5_000, 10_000, 15_000, 20_000], [6, 7, null, 8]);
    const joined = joinCourses(new Map(Object.entries({ a, b })), lines);
    expect(joined.timestamps).toEqual([0, 5_000, 10_000, 15_000, 20_000, 55_000, 90_000]);
    expect(joined.metrics["a/out_voltage1"]?.mean).toEqual([1, undefined, 2, undefined, 3, null, 4]);
    expect(joined.metrics["b/out_voltage1"]?.mean).toEqual([undefined, 6, 7, null, 8, undefined, undefined]);
    expect(joined).toMatchObject({ from: 0, to: 100 * MINUTE, windowMs: 0, gaps: 1 });
    expect(joined.metrics["a/out_voltage1"]?.max).toBe(joined.metrics["a/out_voltage1"]?.mean);
  });

  it("hold nothing of a unit whose course is not known", () => {
    const joined = joinCourses(new Map([["a", course([0, MINUTE], [1, 2], MINUTE)]]), lines);
    expect(Object.keys(joined.metrics)).toEqual(["a/out_voltage1"]);
    expect(joined.windowMs).toBe(MINUTE);
  });
});
