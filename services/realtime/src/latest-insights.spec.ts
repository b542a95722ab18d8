import type { AnomalyEvent, Insight } from "@gridwatch/contracts";
import { LatestInsights } from "./latest-insights.js";

function insight(device: string, at: number, event?: { start: number; end?: number }): Insight {
  const made: Insight = { v: 1, device, at, reason: event && event.end === undefined ? "ANOMALY" : "NORMAL" };
  if (event)
    made.event = { id: `${device}:${event.start}`, peak: 1, peakAt: at, contributions: [], ...event } as AnomalyEvent;
  return made;
}

function latestOf(...insights: Insight[]): LatestInsights {
  const latest = new LatestInsights(100);
  for (const one of insights) latest.apply([one]);
  return latest;
}

const timesOf = (insights: readonly Insight[]) => insights.map(({ at }) => at);

describe("the latest insights", () => {
  it("are the newest of each unit", () => {
    const latest = latestOf(insight("a", 10), insight("b", 10), insight("a", 20));
    expect(latest.ofAll()).toEqual([insight("a", 20), insight("b", 10)]);
    expect(timesOf(latest.ofDevice("a"))).toEqual([20]);
    expect(latest.ofDevice("c")).toEqual([]);
  });

  it("are not overtaken by a late one", () => {
    const latest = latestOf(insight("a", 20));
    expect([...latest.apply([insight("a", 10)])]).toEqual([]);
    expect(timesOf(latest.ofDevice("a"))).toEqual([20]);
  });

  it("remember as many units as they may, and count the rest", () => {
    const latest = new LatestInsights(1);
    expect([...latest.apply([insight("a", 10), insight("b", 10)])]).toEqual([0]);
    latest.apply([insight("a", 20)]);
    expect(timesOf(latest.ofAll())).toEqual([20]);
    expect(latest.notRemembered).toBe(1);
  });
});

describe("the changes among them", () => {
  const changesOf = (...insights: Insight[]) => timesOf(latestOf(...insights).changes.since(0).insights);

  it("are those that open or end an anomaly, not those in between", () => {
    const during = [20, 30, 40].map((at) => insight("a", at, { start: 20 }));
    expect(changesOf(insight("a", 10), ...during, insight("a", 50, { start: 20, end: 50 }), insight("a", 60))).toEqual([
      20, 50,
    ]);
  });

  it("are each one, also where the next anomaly follows at once", () => {
    expect(changesOf(insight("a", 10, { start: 10, end: 10 }), insight("a", 20, { start: 20 }))).toEqual([10, 20]);
  });

  it("are not repeated when an insight comes again", () => {
    const opening = insight("a", 10, { start: 10 });
    const ending = insight("a", 20, { start: 10, end: 20 });
    expect(changesOf(opening, opening, ending, ending, opening)).toEqual([10, 20]);
  });
});
