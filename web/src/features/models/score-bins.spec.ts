import { SCORE_BINS } from "@gridwatch/contracts";
import { barHeight, barsText, mostOf, scoreBins } from "./score-bins.js";

const scores = (counts: Record<number, number>) => Array.from({ length: SCORE_BINS }, (_, bin) => counts[bin] ?? 0);

describe("how often each score was given", () => {
  it("stands side by side for both models, over the whole of 0 to 1", () => {
    const bins = scoreBins(scores({ 0: 9_000 }), [5]);
    expect(bins).toHaveLength(SCORE_BINS);
    expect(bins[0]).toEqual({ from: 0, champion: 9_000, shadow: 5 });
    expect(bins.at(-1)).toEqual({ from: 0.95, champion: 0, shadow: 0 });
    expect(mostOf(bins)).toBe(9_000);
  });

  it("makes bars of which a rare score's is still seen", () => {
    expect(barHeight(9_000, 9_000)).toBe(1);
    expect(barHeight(1, 9_000)).toBeGreaterThan(0.05);
    expect(barHeight(0, 0)).toBe(0);
  });

  it("is told in words: how many, where most of them lie, and how high they reach", () => {
    expect(barsText("grid@1.0.0", scores({ 0: 9_000, 3: 20, 19: 2 }))).toBe(
      "grid@1.0.0: 9,022 scores, 9,000 of them 0.000 to 0.050, the highest 0.950 to 1.000",
    );
    expect(barsText("grid@1.1.0", scores({}))).toBe("grid@1.1.0: no scores yet");
  });
});
