import { cursorAfterKey, cursorWithin, nearestRow } from "./cursor.js";

const TIMES = [10, 20, 30];

describe("the cursor of a chart", () => {
  it("stands on the nearest row", () => {
    expect([-5, 14, 16, 24, 99].map((at) => nearestRow(TIMES, at))).toEqual([0, 0, 1, 1, 2]);
    expect(nearestRow([], 5)).toBe(-1);
  });

  it("walks by keys, from the newest row on, and stops at the ends", () => {
    expect(cursorAfterKey("ArrowLeft", TIMES, null)).toBe(30);
    expect(cursorAfterKey("ArrowLeft", TIMES, 20)).toBe(10);
    expect(cursorAfterKey("ArrowLeft", TIMES, 10)).toBe(10);
    expect(cursorAfterKey("ArrowRight", TIMES, 30)).toBe(30);
    expect(cursorAfterKey("Home", TIMES, null)).toBe(10);
    expect(cursorAfterKey("a", TIMES, 20)).toBeUndefined();
  });

  it("stays away where there are no rows", () => {
    expect(cursorAfterKey("ArrowLeft", [], null)).toBeUndefined();
  });
});

describe("a cursor that is pinned", () => {
  it("stands nowhere once the range has gone on without it", () => {
    const range = { from: 10, to: 20 };
    expect([9, 10, 20, 21, null].map((at) => cursorWithin(at, range))).toEqual([null, 10, 20, null, null]);
  });
});
