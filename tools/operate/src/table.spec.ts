import { table } from "./table.js";

it("aligns numbers to the right and texts to the left", () => {
  expect(
    table([
      ["stored", 12_345, "a"],
      ["pending", 0, "longer"],
    ]),
  ).toBe("stored   12,345  a\npending       0  longer");
  expect(table([])).toBe("");
});
