import { toCsv } from "./csv.js";

describe("CSV", () => {
  it("quotes what would break a row, and leaves all else as it is", () => {
    expect(
      toCsv([
        ["unit", "note"],
        ["unit-1", 'says "hot", twice'],
        ["unit-2", "two\nlines"],
      ]),
    ).toBe('unit,note\r\nunit-1,"says ""hot"", twice"\r\nunit-2,"two\nlines"\r\n');
  });

  it("says numbers in full and nothing of what is missing", () => {
    expect(toCsv([[230.123456789, -1.5, 1e-7, null, undefined, Number.NaN, 0]])).toBe(
      "230.123456789,-1.5,1e-7,,,,0\r\n",
    );
  });

  it.each(["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])("does not let a spreadsheet run %j", (text) => {
    expect(toCsv([[text]]).replace(/^"/, "")).toMatch(/^'/);
  });

  it("guards and quotes at once", () => {
    expect(toCsv([['=HYPERLINK("http://x","y")']])).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });
});
