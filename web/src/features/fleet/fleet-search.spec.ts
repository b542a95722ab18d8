import type { SearchSchemaInput } from "@tanstack/react-router";
import { DEFAULT_FLEET_SEARCH, type FleetSearch, parseFleetSearch } from "./fleet-search.js";

const parse = (search: object) => parseFleetSearch(search as Partial<FleetSearch> & SearchSchemaInput);

describe("the fleet's search in the URL", () => {
  it("is taken as it stands when it is valid", () => {
    const search = { q: "unit", sort: "unbalance", dir: "desc", state: "stale" };
    expect(parse(search)).toEqual(search);
  });

  it("falls back to the default, field by field, for anything else", () => {
    expect(parse({})).toEqual(DEFAULT_FLEET_SEARCH);
    expect(parse({ q: {}, sort: "constructor", dir: 1, state: "broken" })).toEqual(DEFAULT_FLEET_SEARCH);
  });

  it("understands an id of digits alone", () => {
    expect(parse({ q: 42 }).q).toBe("42");
  });
});
