import { nextOption } from "./next-option.js";

describe("the options of a list", () => {
  it("are walked through by keys and around the ends", () => {
    expect(nextOption("ArrowDown", 2, 3)).toBe(0);
    expect(nextOption("ArrowUp", 0, 3)).toBe(2);
    expect(nextOption("End", 0, 3)).toBe(2);
    expect(nextOption("x", 0, 3)).toBeUndefined();
    expect(nextOption("ArrowDown", 0, 0)).toBeUndefined();
  });
});
