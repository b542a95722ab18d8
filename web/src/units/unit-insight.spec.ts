import type { Insight } from "@gridwatch/contracts";
import { assessmentOf, OUTDATED_AFTER_MS, unitInsights } from "./unit-insight.js";

const contributions = [{ signal: "out_voltage1", share: 1, expected: 230, observed: 180 }];
const event = { id: "a:5", start: 5, peak: 0.99, peakAt: 5, contributions };
const open: Insight = {
  v: 1,
  device: "a",
  at: 10,
  reason: "ANOMALY",
  score: 0.98,
  threshold: 0.95,
  contributions,
  event,
};
const normal: Insight = { v: 1, device: "a", at: 10, reason: "NORMAL", score: 0.1, threshold: 0.95, contributions };

describe("the assessment of a unit", () => {
  const of = (insight: Insight, readingAt = 10, now = readingAt) =>
    assessmentOf([...unitInsights([insight])][0], readingAt, now);

  it("is abnormal while an anomaly is open, also without enough data for a score, or one that is recent", () => {
    expect(of(open)).toBe("abnormal");
    expect(of({ ...open, reason: "INSUFFICIENT_DATA" }, 10 + 2 * OUTDATED_AFTER_MS)).toBe("abnormal");
    expect(of({ ...open, reason: "NORMAL", event: { ...event, end: 10 } })).toBe("normal");
  });

  it("says what else the model said", () => {
    expect(of(normal)).toBe("normal");
    expect(of({ ...normal, reason: "INSUFFICIENT_DATA" })).toBe("insufficient");
    expect(of({ ...normal, reason: "OFF" })).toBe("off");
  });

  it("is none where nothing is known, or only what is older than the readings", () => {
    expect(assessmentOf(undefined, 10, 10)).toBe("unscored");
    expect(of(normal, 10 + OUTDATED_AFTER_MS)).toBe("normal");
    expect(of(normal, 11 + OUTDATED_AFTER_MS)).toBe("unscored");
    // A device's clock may be ahead.
    expect(of(normal, 11 + OUTDATED_AFTER_MS, 10)).toBe("unscored");
  });

  it("is none of a unit that fell silent with its score, unless its anomaly is open", () => {
    expect(of(normal, 10, 10 + OUTDATED_AFTER_MS)).toBe("normal");
    expect(of(normal, 10, 11 + OUTDATED_AFTER_MS)).toBe("unscored");
    expect(of(open, 10, 11 + OUTDATED_AFTER_MS)).toBe("abnormal");
  });
});

describe("insights of the fleet's room", () => {
  it("say the same in columns as in full", () => {
    const columns = {
      devices: ["a", "a", "a"],
      ats: [10, 10, 10],
      reasons: ["ANOMALY", "NORMAL", "NORMAL"] as Insight["reason"][],
      scores: [0.98, 0.1, 0.1],
      thresholds: [0.95, 0.95, 0.95],
      signals: ["out_voltage1", "out_voltage1", "out_voltage1"],
      anomalyStarts: [5, null, 5],
      anomalyEnds: [null, null, 10],
    };
    expect([...unitInsights(columns)]).toEqual([
      ...unitInsights([open, normal, { ...normal, event: { ...event, end: 10 } }]),
    ]);
  });
});
