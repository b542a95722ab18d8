import type { Unit } from "../../units/unit.js";
import type { UnitInsight } from "../../units/unit-insight.js";
import { cellSize, cellState, countStates, nextCell } from "./matrix-state.js";

const NOW = 100_000;
const unit: Unit = { id: "u", at: NOW, receivedAt: NOW, suspect: false, values: {}, measuredAt: {} };
const insight: UnitInsight = {
  ...{ id: "u", at: NOW, reason: "NORMAL", score: 0.1, threshold: 0.95, signal: null, abnormalSince: null },
};
const stateOf = (change: Partial<Unit>, said: Partial<UnitInsight> = {}) =>
  cellState({ ...unit, ...change }, { ...insight, ...said }, NOW, 30_000);

describe("a cell's state", () => {
  it("is the worst of what is known", () => {
    expect(stateOf({})).toBe("normal");
    expect(stateOf({ suspect: true })).toBe("suspect");
    expect(stateOf({ at: 0, receivedAt: 0, suspect: true })).toBe("stale");
    expect(stateOf({ at: 0, receivedAt: 0 }, { abnormalSince: 1 })).toBe("abnormal");
  });

  it("does not call normal what no model has judged", () => {
    expect(cellState(unit, undefined, NOW, 30_000)).toBe("unjudged");
    expect(stateOf({}, { reason: "INSUFFICIENT_DATA", score: null })).toBe("unjudged");
  });

  it("is counted", () => {
    expect(countStates(["normal", "stale", "normal"])).toMatchObject({ normal: 2, stale: 1, abnormal: 0 });
  });
});

describe("a cell's size", () => {
  const size = (count: number) => cellSize({ width: 1_000, height: 600, count, smallest: 24, largest: 48 });

  it("is the largest at which all fit into the room, and never smaller than can be hit", () => {
    expect([1, 240, 241, 960, 100_000].map(size)).toEqual([48, 48, 47, 25, 24]);
  });
});

describe("keys in the matrix", () => {
  const next = (key: string, at: number) => nextCell(key, at, 95, 10, 3);

  it("move by cell, row and screen, and stay within it", () => {
    expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map((key) => next(key, 42))).toEqual([41, 43, 32, 52]);
    expect([next("PageDown", 42), next("PageUp", 42)]).toEqual([72, 12]);
    expect([next("Home", 42), next("End", 42)]).toEqual([0, 94]);
    expect([next("ArrowUp", 4), next("ArrowDown", 90), next("ArrowRight", 94)]).toEqual([0, 94, 94]);
  });

  it("that mean nothing are left alone", () => {
    expect(next("a", 1)).toBeUndefined();
    expect(next("constructor", 1)).toBeUndefined();
    expect(nextCell("End", 0, 0, 10, 3)).toBeUndefined();
  });
});
