import { BEGINNING, isBefore, rowsBefore } from "./position.js";

describe("a position", () => {
  it.each([
    [BEGINNING, { seq: 1, rows: 1 }, true],
    [{ seq: 1, rows: 1 }, { seq: 1, rows: 2 }, true],
    [{ seq: 1, rows: 2 }, { seq: 1 }, true],
    [{ seq: 1 }, { seq: 2, rows: 1 }, true],
    [{ seq: 1 }, { seq: 1 }, false],
    [{ seq: 1 }, { seq: 1, rows: 2 }, false],
    [{ seq: 2, rows: 1 }, { seq: 1 }, false],
  ])("%j comes before %j: %s", (a, b, before) => {
    expect(isBefore(a, b)).toBe(before);
  });

  it("has all readings of the messages before it behind it, some of its own, and none of those after it", () => {
    const position = { seq: 5, rows: 3 };
    expect([4, 5, 6].map((seq) => rowsBefore(position, seq))).toEqual([Number.POSITIVE_INFINITY, 3, 0]);
    expect(rowsBefore({ seq: 5 }, 5)).toBe(Number.POSITIVE_INFINITY);
  });
});
