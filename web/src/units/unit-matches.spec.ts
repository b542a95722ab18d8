import { matchingUnits, nextOption } from "./unit-matches.js";

describe("finding a unit by a part of its name", () => {
  it("puts names that begin with it first, each group in natural order", () => {
    const { shown } = matchingUnits(["sub-unit", "unit-10", "unit-2", "other"], "Unit");
    expect(shown).toEqual(["unit-2", "unit-10", "sub-unit"]);
  });

  it("says how many it does not show", () => {
    const ids = Array.from({ length: 130 }, (_, n) => `unit-${n}`);
    expect(matchingUnits(ids, "")).toMatchObject({ more: 30 });
  });

  it("moves by keys and around the ends", () => {
    expect(nextOption("ArrowDown", 2, 3)).toBe(0);
    expect(nextOption("ArrowUp", 0, 3)).toBe(2);
    expect(nextOption("End", 0, 3)).toBe(2);
    expect(nextOption("x", 0, 3)).toBeUndefined();
    expect(nextOption("ArrowDown", 0, 0)).toBeUndefined();
  });
});
