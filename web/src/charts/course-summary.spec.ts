import { extentOf, newestValue, summarise, valueAtRow } from "./course-summary.js";

describe("the summary of a series", () => {
  it("takes the extremes from within the windows, so that a spike is told", () => {
    expect(summarise({ min: [1, null, 2], mean: [3, null, 5], max: [4, null, 90] })).toEqual({
      min: 1,
      mean: 4,
      max: 90,
    });
  });

  it("is none without a value", () => {
    expect(summarise({ min: [null], mean: [null], max: [null] })).toBeNull();
  });

  it("tells the extent of several lines, also where some have no value", () => {
    expect(extentOf([{ min: 1, mean: 2, max: 3 }, null, { min: -4, mean: 0, max: 2 }])).toEqual([-4, 3]);
    expect(extentOf([null])).toBeNull();
  });

  it("knows the newest value there is", () => {
    expect(newestValue({ min: [], mean: [1, 2, null], max: [] })).toBe(2);
    expect(newestValue({ min: [], mean: [], max: [] })).toBeNull();
  });

  it("holds its value in rows of other lines, not in a gap of its own", () => {
    const column = [undefined, 1, undefined, null, undefined, 2];
    expect(column.map((_, row) => valueAtRow(column, row))).toEqual([null, 1, 1, null, null, 2]);
  });
});
