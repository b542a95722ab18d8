import type { Unit } from "./unit.js";
import type { UnitInsight } from "./unit-insight.js";
import { countStates, stateOf } from "./unit-state.js";

const NOW = 1_000_000;
const unit: Unit = { id: "u", at: NOW, receivedAt: NOW, suspect: false, values: {}, measuredAt: {} };
const insight: UnitInsight = {
  ...{ id: "u", at: NOW, reason: "NORMAL", score: 0.1, threshold: 0.95, signal: null, abnormalSince: null },
};
const state = (change: Partial<Unit>, said: Partial<UnitInsight> = {}) =>
  stateOf({ ...unit, ...change }, { ...insight, ...said }, NOW, 30_000);
const heard = (at: number) => ({ at, receivedAt: at });

describe("a unit's state", () => {
  it("is the worst of what is known", () => {
    expect(state({})).toBe("normal");
    expect(state({ suspect: true })).toBe("suspect");
    expect(state({ ...heard(NOW - 60_000), suspect: true })).toBe("stale");
    expect(state(heard(0))).toBe("offline");
    expect(state(heard(0), { abnormalSince: 1 })).toBe("abnormal");
  });

  it("does not call normal what no model has judged", () => {
    expect(stateOf(unit, undefined, NOW, 30_000)).toBe("unjudged");
    expect(state({}, { reason: "OFF", score: null })).toBe("unjudged");
    expect(state({}, { reason: "INSUFFICIENT_DATA", score: null })).toBe("insufficient");
    expect(state(heard(NOW - 60_000), { reason: "INSUFFICIENT_DATA", score: null })).toBe("stale");
  });

  it("is counted", () => {
    expect(countStates(["normal", "stale", "normal"])).toMatchObject({ normal: 2, stale: 1, abnormal: 0, offline: 0 });
  });
});
