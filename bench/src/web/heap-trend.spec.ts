import { slopePerMinute } from "./heap-trend.js";

describe("the trend of a heap", () => {
  it("is what it grows by in a minute, whatever swings or stands out", () => {
    const samples = Array.from({ length: 24 }, (_, i) => ({
      seconds: 10 * i,
      bytes: 1e7 + 600 * i + (i % 2) * 50 + (i % 8 === 7 ? 1e6 : 0),
    }));
    expect(slopePerMinute(samples) / 3_600).toBeCloseTo(1, 1);
  });

  it("is flat for a heap that only swings, and unknown from one sample", () => {
    const samples = [7, 5, 5, 7].map((bytes, seconds) => ({ seconds, bytes }));
    expect(slopePerMinute(samples)).toBeCloseTo(0);
    expect(slopePerMinute(samples.slice(0, 1))).toBeNaN();
  });
});
