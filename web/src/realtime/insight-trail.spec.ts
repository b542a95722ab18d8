import type { Insight } from "@gridwatch/contracts";
import { InsightTrail } from "./insight-trail.js";

function insight(at: number, ...anomaly: [start?: number, end?: number]): Insight {
  const [start, end] = anomaly;
  const made: Insight = { v: 1, device: "a", at, reason: "NORMAL", score: 0.1, threshold: 0.95 };
  if (start === undefined) return made;
  const event = { id: `a:${start}`, start, peak: 1, peakAt: start, contributions: [] };
  return { ...made, event: end === undefined ? event : { ...event, end } };
}

describe("the trail of a unit's insights", () => {
  it("keeps its own unit's of the last minutes, in the order of their steps, each step once", () => {
    const trail = new InsightTrail("a", 10_000);
    trail.append([insight(1_000), insight(9_000), { ...insight(9_500), device: "b" }]);
    trail.append([insight(8_000), insight(9_000), insight(12_000)]);
    const { recent, newest } = trail.insights.get();
    expect(recent.map(({ at }) => at)).toEqual([8_000, 9_000, 12_000]);
    expect(newest?.at).toBe(12_000);
  });

  it("keeps each anomaly as it was last told, longer than the insights", () => {
    const trail = new InsightTrail("a", 10_000);
    trail.append([insight(1_000, 1_000), insight(3_000, 1_000, 3_000), insight(2_000, 1_000)]);
    trail.append([insight(60_000, 60_000)]);
    expect(trail.insights.get().anomalies.map(({ event, at }) => [event.start, event.end, at])).toEqual([
      [1_000, 3_000, 3_000],
      [60_000, undefined, 60_000],
    ]);
  });

  it("keeps a step's score when it is told later, without one, that an anomaly ended with the step", () => {
    const trail = new InsightTrail("a", 10_000);
    trail.append([insight(1_000, 1_000), insight(2_000, 1_000)]);
    const { score: _, ...end } = insight(2_000, 1_000, 2_000);
    trail.append([insight(3_000), end]);
    const { recent, anomalies } = trail.insights.get();
    expect(recent.map(({ score }) => score)).toEqual([0.1, 0.1, 0.1]);
    expect(anomalies.map(({ event }) => event.end)).toEqual([2_000]);
  });

  it("says nothing new when nothing of its unit came", () => {
    const trail = new InsightTrail("b", 10_000);
    const before = trail.insights.get();
    trail.append([insight(1_000)]);
    expect(trail.insights.get()).toBe(before);
  });
});
