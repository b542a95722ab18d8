import { parseAssumptions } from "./thermal-assumptions.js";

it("takes what makes sense of what was told, and else what is usual", () => {
  expect(parseAssumptions({ ambient: 35, ratedCurrent: 14.5 })).toEqual({ ambient: 35, ratedCurrent: 14.5 });
  expect(parseAssumptions({ ambient: 900, ratedCurrent: 14.5 })).toEqual({ ambient: 20, ratedCurrent: 14.5 });
  expect(parseAssumptions({ ambient: -10, ratedCurrent: 0 })).toEqual({ ambient: -10, ratedCurrent: null });
  expect(parseAssumptions({ ambient: Number.NaN, ratedCurrent: "7" })).toEqual({ ambient: 20, ratedCurrent: null });
  expect(parseAssumptions(null)).toEqual({ ambient: 20, ratedCurrent: null });
});
