import { isMarked, marksText, marksWithin } from "./chart-marks.js";
import type { TimeCourse } from "./time-course.js";

const ended = { from: 10, to: 20 };
const open = { from: 40, to: null };

const course = (from: number, to: number): TimeCourse => ({
  from,
  to,
  windowMs: 60_000,
  timestamps: [],
  metrics: {},
  gaps: 0,
});

describe("the marks of a chart", () => {
  it("are cut to what is shown; one that lasts reaches to the end", () => {
    expect(marksWithin([ended, open], 15, 50)).toEqual([
      { from: 15, to: 20 },
      { from: 40, to: 50 },
    ]);
    expect(marksWithin([ended, open], 21, 39)).toEqual([]);
  });

  it("hold a reading within them, and a window that touches them", () => {
    expect([9, 10, 20, 21, 39, 99].map((at) => isMarked([ended, open], at, 0))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(isMarked([ended], 5, 5)).toBe(true);
  });

  it("are told in words", () => {
    expect(marksText([ended, open], course(21, 39))).toBe("no anomaly");
    expect(marksText([ended], course(0, 50))).toMatch(/^1 anomaly: from .+ to .+/);
    expect(marksText(Array(7).fill(open), course(0, 50))).toMatch(/^7 anomalies: from .+ on, not ended, .+and 2 more$/);
  });
});
