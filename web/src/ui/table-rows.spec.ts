import { cellValue } from "./table-rows.js";

describe("a cell of a table, in a file", () => {
  it.each([
    ["1,234,567", 1_234_567],
    ["-1.31", -1.31],
    ["+13.48", 13.48],
    ["0.000", 0],
    [" 42 ", 42],
  ])("is the number that %j says", (words, number) => {
    expect(cellValue(words)).toBe(number);
  });

  it.each(["184.0 V (80.00 %)", "1.2.0", "007", "10 min", "2026-01-31T12:00:00.000Z", "L1, L2", "=1+1"])(
    "is the words %j as they stand",
    (words) => {
      expect(cellValue(words)).toBe(words);
    },
  );

  it("is nothing for a dash, which stands for what is not known", () => {
    expect(cellValue("–")).toBeNull();
  });

  it("has lines one after the other, and no space of the page's source", () => {
    expect(cellValue("; Refused; its golden\n   output is off ")).toBe("Refused; its golden output is off");
  });
});
