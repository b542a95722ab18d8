import { Random } from "../random.js";
import { FAILURE_MODES } from "./degradation.js";
import { unitLife } from "./unit-life.js";

const FROM = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const life = (seed: number, failure: Parameters<typeof unitLife>[1]["failure"]) => [
  ...unitLife(new Random(seed), { from: FROM, until: FROM + 400 * HOUR_MS, intervalMs: () => 600_000, failure }),
];

describe("a unit's life", () => {
  it.each(FAILURE_MODES)("ends with %s within days, and not at once", (mode) => {
    for (const seed of [1, 2, 3, 4]) {
      const readings = life(seed, { mode, onset: FROM });
      const hours = readings.length / 6;
      expect(hours).toBeGreaterThan(10);
      expect(hours).toBeLessThan(390);
    }
  });

  it("of worn insulation shows: it takes up ever more that no output delivers, and one phase sinks", () => {
    const readings = life(3, { mode: "winding-insulation", onset: FROM }).map(({ reading }) => reading);
    const lost = readings.map(
      (one) =>
        (one.input_voltage * one.input_current) /
        (one.out_voltage1 * one.out_current1 +
          one.out_voltage2 * one.out_current2 +
          one.out_voltage3 * one.out_current3),
    );
    const day = (from: number) => mean(lost.slice(from, from + 144));
    expect(day(readings.length - 144)).toBeGreaterThan(day(0) + 0.03);
    const last = readings.at(-1);
    const voltages = [last?.out_voltage1 ?? 0, last?.out_voltage2 ?? 0, last?.out_voltage3 ?? 0];
    expect(Math.max(...voltages) / Math.min(...voltages)).toBeGreaterThan(1.05);
  });

  it.each([1, 2, 3, 4, 5, 6])("of worn insulation lasts the days that are drawn (seed %i)", (seed) => {
    const hours = life(seed, { mode: "winding-insulation", onset: FROM }).length / 6;
    expect(hours).toBeGreaterThan(36);
    expect(hours).toBeLessThan(8 * 24);
  });

  it("goes on while nothing wears out, and is the same for the same seed", () => {
    const readings = life(5, undefined);
    expect(readings).toHaveLength(2_400);
    expect(life(5, undefined)).toEqual(readings);
  });

  it("shows nothing of a failure before it begins", () => {
    const onset = FROM + 100 * HOUR_MS;
    const before = life(6, { mode: "loose-connection", onset }).slice(0, 600);
    expect(before).toEqual(life(6, undefined).slice(0, 600));
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
