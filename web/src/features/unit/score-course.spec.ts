import type { DeviceHistory, Insight } from "@gridwatch/contracts";
import type { TimeCourse } from "../../charts/time-course.js";
import { historyScoreCourse, liveScoreCourse } from "./score-course.js";

const readings: TimeCourse = { from: 100_000, to: 400_000, windowMs: 0, timestamps: [], metrics: {}, gaps: 0 };

function insight(at: number, score?: number): Insight {
  if (score === undefined) return { v: 1, device: "a", at, reason: "INSUFFICIENT_DATA" };
  return { v: 1, device: "a", at, reason: "NORMAL", score, threshold: 0.95 };
}

const scores: DeviceHistory = {
  device: "a",
  from: new Date(90_000).toISOString(),
  to: new Date(390_000).toISOString(),
  windowMs: 1_000,
  timestamps: [370_000, 380_000],
  metrics: {
    score: { min: [0.2, 0.3], mean: [0.2, 0.3], max: [0.2, 0.3] },
    threshold: { min: [0.9, 0.9], mean: [0.9, 0.9], max: [0.9, 0.9] },
  },
};

describe("the course of the score", () => {
  it("stands on the axis of the readings, from the database and then from the socket", () => {
    const { from, to, timestamps, metrics } = liveScoreCourse(
      scores,
      [insight(390_500, 0.5), insight(400_000, 0.6)],
      readings,
    );
    expect([from, to]).toEqual([100_000, 400_000]);
    expect(timestamps).toEqual([370_000, 380_000, 390_500, 400_000]);
    expect(metrics["score"]?.mean).toEqual([0.2, 0.3, 0.5, 0.6]);
    expect(metrics["threshold"]?.mean).toEqual([0.9, 0.9, 0.95, 0.95]);
  });

  it("has a hole where there was not enough data", () => {
    const recent = [insight(370_000, 0.4), insight(380_000, 0.5), insight(390_000), insight(400_000, 0.6)];
    expect(liveScoreCourse(undefined, recent, readings).metrics["score"]?.mean).toEqual([0.4, 0.5, null, 0.6]);
  });

  it("is empty over the same time while it is not known", () => {
    expect(historyScoreCourse(undefined, readings)).toMatchObject({ from: 100_000, to: 400_000, timestamps: [] });
    expect(historyScoreCourse(scores, readings)).toMatchObject({
      from: 100_000,
      to: 400_000,
      timestamps: [370_000, expect.any(Number), 380_000],
    });
  });
});
