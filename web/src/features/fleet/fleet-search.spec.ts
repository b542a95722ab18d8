import type { SearchSchemaInput } from "@tanstack/react-router";
import { FLEET_COLUMNS } from "./fleet-columns.js";
import { DEFAULT_FLEET_SEARCH, type FleetSearch, parseFleetSearch } from "./fleet-search.js";

const parse = (search: object) => parseFleetSearch(search as Partial<FleetSearch> & SearchSchemaInput);

describe("the fleet's search in the URL", () => {
  it("is taken as it stands when it is valid", () => {
    const search = { q: "unit", sort: "unbalance", dir: "desc", state: "stale", view: "matrix", cols: "age.unbalance" };
    expect(parse(search)).toEqual(search);
  });

  it("falls back to the default, field by field, for anything else", () => {
    expect(parse({})).toEqual(DEFAULT_FLEET_SEARCH);
    expect(parse({ q: {}, sort: "constructor", dir: 1, state: "broken", view: 2, cols: ["age"] })).toEqual(
      DEFAULT_FLEET_SEARCH,
    );
  });

  it("keeps the columns that there are, in the table's order, and says nothing of all of them", () => {
    expect(parse({ cols: "unbalance.broken.age" }).cols).toBe("age.unbalance");
    expect(parse({ cols: "broken" }).cols).toBe("");
    expect(parse({ cols: FLEET_COLUMNS.map(({ key }) => key).join(".") }).cols).toBe("");
  });

  it("understands an id of digits alone", () => {
    expect(parse({ q: 42 }).q).toBe("42");
  });
});
