import { matchingUnits } from "./unit-matches.js";

describe("finding a unit by a part of its name", () => {
  it("puts names that begin with it first, each group in natural order", () => {
    const { shown } = matchingUnits(["sub-unit", "unit-10", "unit-2", "other"], "Unit");
    expect(shown).toEqual(["unit-2", "unit-10", "sub-unit"]);
  });

  it("says how many it does not show", () => {
    const ids = Array.from({ length: 130 }, (_, n) => `unit-${n}`);
    expect(matchingUnits(ids, "")).toMatchObject({ more: 30 });
  });
});
