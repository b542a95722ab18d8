import { courseOfHistory, gapAfterMs, withGaps } from "./time-course.js";

const MINUTE = 60_000;

function course(timestamps: number[], windowMs: number) {
  const column = timestamps.map((_, row) => row);
  return { from: 0, to: 1, windowMs, timestamps, metrics: { v: { min: column, mean: column, max: column } } };
}

describe("gaps in a time course", () => {
  it("put a row without values where a window is missing", () => {
    const drawn = withGaps(course([0, 5 * MINUTE, 15 * MINUTE, 20 * MINUTE], 5 * MINUTE));
    expect(drawn.timestamps).toEqual([0, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE]);
    expect(drawn.metrics["v"]?.mean).toEqual([0, 1, null, 2, 3]);
    expect(drawn.gaps).toBe(1);
  });

  it("are not made of jitter between readings a second apart", () => {
    expect(withGaps(course([0, 1_010, 3_400, 4_390], 0)).gaps).toBe(0);
  });

  it("are not made between the readings of a unit that reports more rarely than a window is wide", () => {
    expect(withGaps(course([0, 10_000, 20_000, 30_000], 1_000)).gaps).toBe(0);
    expect(withGaps(course([0, 10_000, 20_000, 50_000], 1_000)).gaps).toBe(1);
  });

  it("are counted per silence, not per missing window", () => {
    expect(withGaps(course([0, MINUTE, 100 * MINUTE, 101 * MINUTE], MINUTE)).gaps).toBe(1);
  });

  it("leave minimum and maximum beside their mean", () => {
    const metrics = { v: { min: [1, 2, 3], mean: [2, 3, 4], max: [3, 4, 5] } };
    const drawn = withGaps({ from: 0, to: 1, windowMs: MINUTE, timestamps: [0, MINUTE, 9 * MINUTE], metrics });
    expect(drawn.metrics["v"]).toEqual({ min: [1, 2, null, 3], mean: [2, 3, null, 4], max: [3, 4, null, 5] });
  });

  it("need at least two rows", () => {
    expect(gapAfterMs([], 0)).toBe(5_000);
    expect(withGaps(course([7], MINUTE)).timestamps).toEqual([7]);
  });

  it("keep the range the platform answered", () => {
    const history = {
      device: "unit-1",
      from: "2026-01-01T00:00:00.000Z",
      to: "2026-01-02T00:00:00.000Z",
      windowMs: MINUTE,
      timestamps: [],
      metrics: {},
    };
    expect(courseOfHistory(history)).toMatchObject({
      from: Date.UTC(2026, 0, 1),
      to: Date.UTC(2026, 0, 2),
      timestamps: [],
      gaps: 0,
    });
  });
});
