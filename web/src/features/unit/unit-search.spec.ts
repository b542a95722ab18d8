import type { SearchSchemaInput } from "@tanstack/react-router";
import { parseUnitSearch, type UnitSearch } from "./unit-search.js";

const parse = (search: object) => parseUnitSearch(search as Partial<UnitSearch> & SearchSchemaInput);

describe("the address of a unit's page", () => {
  it("holds a range, a cursor and a metric, and nothing that is none", () => {
    const at = Date.UTC(2026, 0, 5);
    expect(parse({ range: "daily", at, metric: "oil_temperature" })).toEqual({
      range: "daily",
      at,
      metric: "oil_temperature",
    });
    expect(parse({ at: 5, metric: "Oil & more" })).toEqual({ range: "live" });
  });
});
