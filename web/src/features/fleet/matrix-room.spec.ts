import { cellSize, nextCell } from "./matrix-room.js";

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
