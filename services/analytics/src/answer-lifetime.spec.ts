import { answerLifetimeMs } from "./answer-lifetime.js";

const MINUTE = 60_000;
const windows = (windowMs: number, to: number) => ({ windowMs, range: { from: 0, to }, count: 1 });

describe("an answer's lifetime", () => {
  it("is long when its range is over and rolled up", () => {
    expect(answerLifetimeMs(windows(1_000, 5 * MINUTE), 5 * MINUTE)).toBe(300_000);
  });

  it.each([
    [1_000, 2_000],
    [5 * MINUTE, 5_000],
    [30 * MINUTE, 30_000],
    [24 * 60 * MINUTE, 60_000],
  ])("with a window of %i ms that is still filling is %i ms", (windowMs, lifetime) => {
    expect(answerLifetimeMs(windows(windowMs, 6 * MINUTE), 5 * MINUTE)).toBe(lifetime);
  });
});
