import type { Contribution, Insight } from "@gridwatch/contracts";
import { shownSignals } from "./shown-signals.js";

const of = (signal: string): Contribution[] => [{ signal, share: 1, expected: 230, observed: 185 }];
const NOW = of("input_current");
const AT_PEAK = of("out_voltage2");
const EVENT = { id: "unit-1:5", start: 5, peak: 0.998, peakAt: 7, contributions: AT_PEAK };
const STEP: Insight = { v: 1, device: "unit-1", at: 9, reason: "NORMAL", threshold: 0.95, contributions: NOW };

describe("the signals that explain the newest step", () => {
  it("are its own while it is abnormal, and when no anomaly is open", () => {
    const own = { signals: NOW, peak: undefined };
    expect(shownSignals({ ...STEP, score: 0.95, event: EVENT })).toEqual(own);
    expect(shownSignals({ ...STEP, score: 0.2 })).toEqual(own);
    expect(shownSignals({ ...STEP, score: 0.2, event: { ...EVENT, end: 9 } })).toEqual(own);
  });

  it("are those at the peak when it is back below the threshold, or not scored, and the anomaly has not ended", () => {
    const atPeak = { signals: AT_PEAK, peak: { score: 0.998, at: 7 } };
    expect(shownSignals({ ...STEP, score: 0.949, event: EVENT })).toEqual(atPeak);
    const { contributions: _, ...unscored } = STEP;
    expect(shownSignals({ ...unscored, event: EVENT })).toEqual(atPeak);
  });

  it("are unknown where nothing was scored and nothing is open", () => {
    const { contributions: _, ...unscored } = STEP;
    expect(shownSignals(unscored)).toBeUndefined();
  });
});
