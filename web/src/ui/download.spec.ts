import { fileName, fileTime } from "./download.js";

describe("the name of a file", () => {
  it("says what it holds, in letters any file system takes", () => {
    const at = Date.UTC(2026, 0, 31, 12, 5, 9, 700);
    expect(fileName(["unit-1", "Output voltage", fileTime(at)], "csv")).toBe(
      "gridwatch_unit-1_Output-voltage_20260131T120509Z.csv",
    );
    expect(fileName(["../../etc", "", 'a"b'], "png")).toBe("gridwatch_etc_a-b.png");
  });

  it("has a bounded length", () => {
    expect(fileName(["x".repeat(500)], "csv").length).toBeLessThan(160);
  });
});
