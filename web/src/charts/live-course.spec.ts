import type { DeviceHistory } from "@gridwatch/contracts";
import { liveCourse } from "./live-course.js";

const METRICS = ["out_voltage1"];
const SPAN = 300_000;
const NOTHING = { timestamps: [], values: {} };

function seed(timestamps: number[], means: number[]): DeviceHistory {
  return {
    device: "unit-1",
    from: new Date(0).toISOString(),
    to: new Date(SPAN).toISOString(),
    windowMs: 1_000,
    timestamps,
    metrics: { out_voltage1: { min: means, mean: means, max: means } },
  };
}

describe("the live course", () => {
  it("joins the database's windows with the socket's readings, without saying anything twice", () => {
    const history = seed([100_000, 101_000, 102_000], [1, 2, 3]);
    const trail = { timestamps: [102_400, 103_400], values: { out_voltage1: [30, 40] } };
    const course = liveCourse(history, trail, METRICS, 104_000, SPAN);
    expect(course.timestamps).toEqual([100_000, 101_000, 102_400, 103_400]);
    expect(course.metrics["out_voltage1"]?.mean).toEqual([1, 2, 30, 40]);
  });

  it("fills a hole in the socket's readings from the database", () => {
    const trail = { timestamps: [100_200, 104_200], values: { out_voltage1: [1, 5] } };
    const course = liveCourse(
      seed([100_000, 101_000, 102_000, 103_000, 104_000], [9, 2, 3, 4, 9]),
      trail,
      METRICS,
      105_000,
      SPAN,
    );
    expect(course.metrics["out_voltage1"]?.mean).toEqual([1, 2, 3, 4, 5]);
  });

  it("keeps the lowest and the highest of the database's windows, so that no spike is lost", () => {
    const windows: DeviceHistory = {
      ...seed([100_000, 101_000, 102_000], []),
      metrics: { out_voltage1: { min: [229, 184, 230], mean: [229.5, 226, 230], max: [230, 231, 230] } },
    };
    const trail = { timestamps: [103_100], values: { out_voltage1: [228] } };
    const course = liveCourse(windows, trail, METRICS, 104_000, SPAN);
    expect(course.timestamps).toEqual([100_000, 100_500, 101_000, 101_500, 102_000, 103_100]);
    expect(course.metrics["out_voltage1"]?.mean).toEqual([229, 230, 184, 231, 230, 228]);
    // The window of which the socket brought a reading is left out with both of its rows.
    const later = { timestamps: [101_200], values: { out_voltage1: [228] } };
    expect(liveCourse(windows, later, METRICS, 104_000, SPAN).metrics["out_voltage1"]?.mean).toEqual([
      229, 230, 228, 230,
    ]);
  });

  it("shows the last minutes up to now, also when nothing arrives any more", () => {
    const trail = { timestamps: [1_000, 250_000], values: { out_voltage1: [1, 2] } };
    const course = liveCourse(undefined, trail, METRICS, 310_000, SPAN);
    expect([course.from, course.to]).toEqual([10_000, 310_000]);
    expect(course.timestamps).toEqual([250_000]);
  });

  it("reaches as far as the newest reading of a device whose clock is ahead", () => {
    const course = liveCourse(
      undefined,
      { timestamps: [400_000], values: { out_voltage1: [1] } },
      METRICS,
      310_000,
      SPAN,
    );
    expect(course.to).toBe(400_000);
    expect(course.timestamps).toEqual([400_000]);
  });

  it("is empty before anything is known", () => {
    expect(liveCourse(undefined, NOTHING, METRICS, 1_000_000, SPAN).timestamps).toEqual([]);
  });
});
