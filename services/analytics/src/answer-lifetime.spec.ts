import { answerLifetimeMs } from "./answer-lifetime.js";

const MINUTE = 60_000;
const windows = (windowMs: number) => ({ windowMs, range: { from: 0, to: windowMs }, count: 1 });

describe("an answer's lifetime", () => {
  it("is long when its range is settled", () => {
    expect(answerLifetimeMs(windows(1_000), true)).toBe(60_000);
  });

  it.each([
    [1_000, 2_000],
    [5 * MINUTE, 5_000],
    [30 * MINUTE, 30_000],
    [24 * 60 * MINUTE, 60_000],
  ])("with a window of %i ms in a range that is not settled is %i ms", (windowMs, lifetime) => {
    expect(answerLifetimeMs(windows(windowMs), false)).toBe(lifetime);
  });
});
