import { type ChartMark, marksText, marksWithin, namesAt } from "./chart-marks.js";
import type { TimeCourse } from "./time-course.js";

const ended: ChartMark = { kind: "anomaly", name: "anomaly", from: 10, to: 20 };
const open: ChartMark = { kind: "anomaly", name: "anomaly", from: 40, to: null };
const sag: ChartMark = { kind: "voltage event", name: "sag", from: 15, to: 25 };

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
      { kind: "anomaly", from: 15, to: 20 },
      { kind: "anomaly", from: 40, to: 50 },
    ]);
    expect(marksWithin([ended, open], 21, 39)).toEqual([]);
  });

  it("hold a reading within them, and a window that has a part in them", () => {
    const held = (at: number, windowMs: number) => namesAt([ended, open], at, windowMs).length === 1;
    expect([9, 10, 19, 20, 39, 99].map((at) => held(at, 0))).toEqual([false, true, true, false, false, true]);
    expect([5, 6, 19, 20].map((at) => held(at, 5))).toEqual([false, true, true, false]);
    expect(namesAt([{ ...ended, to: 10 }], 10, 5)).toEqual(["anomaly"]);
  });

  it("are named where they hold, each once", () => {
    expect(namesAt([ended, ended, sag], 18, 0)).toEqual(["anomaly", "sag"]);
    expect(namesAt([ended, sag], 22, 0)).toEqual(["sag"]);
  });

  it("are told in words", () => {
    expect(marksText([ended, open], course(21, 39))).toBe("no anomaly");
    expect(marksText([ended], course(0, 50))).toMatch(/^1 anomaly: from .+ to .+/);
    expect(marksText([sag, ended], course(0, 50))).toMatch(/^1 anomaly: from .+; 1 voltage event: sag from .+ to .+/);
    expect(marksText([sag], course(0, 50))).toMatch(/^no anomaly; 1 voltage event/);
    expect(marksText(Array(7).fill(open), course(0, 50))).toMatch(/^7 anomalies: from .+ on, not ended, .+and 2 more$/);
  });
});
