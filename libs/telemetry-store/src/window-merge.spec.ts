import { MergedWindows } from "./window-merge.js";

describe("merged windows", () => {
  it("put the parts of a window together: counts and sums add up, extremes stay extremes", () => {
    const windows = new MergedWindows(2, ["count", "sum", "min", "max"]);
    windows.add([
      [0, 10, 100, 9, 11, null, null, null, null],
      [60, 3, 30, 8, 12, 1, 7, 7, 7],
    ]);
    windows.add([
      [60, 1, 50, 50, 50, null, null, null, null],
      [120, null, null, null, null, 2, 4, 1, 3],
    ]);
    expect(windows.timestamps).toEqual([0, 60, 120]);
    expect(windows.means(0)).toEqual([10, 20, null]);
    expect(windows.means(1)).toEqual([null, 7, 2]);
    expect(windows.column(0, "min")).toEqual([9, 8, null]);
    expect(windows.column(0, "max")).toEqual([11, 50, null]);
    expect(windows.column(1, "max")).toEqual([null, 7, 3]);
  });
});
