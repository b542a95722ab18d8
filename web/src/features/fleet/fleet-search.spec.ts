import type { SearchSchemaInput } from "@tanstack/react-router";
import { OPTIONAL_COLUMNS, shownColumns } from "./fleet-columns.js";
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

  it("keeps the columns that there are, in the table's order, and a word for all of them", () => {
    expect(parse({ cols: "unbalance.broken.age" }).cols).toBe("age.unbalance");
    expect(parse({ cols: "broken" }).cols).toBe("");
    expect(parse({ cols: OPTIONAL_COLUMNS.map(({ key }) => key).join(".") }).cols).toBe("all");
    expect(parse({ cols: "all" }).cols).toBe("all");
  });

  it("leaves out what the bars say already where not all fits, unless it was chosen", () => {
    expect(shownColumns("", true)).toEqual(shownColumns("all", false));
    const narrow = shownColumns("", false);
    expect(narrow.figures.map(({ key }) => key)).toEqual([
      "input_voltage",
      "input_current",
      "output_power",
      "unbalance",
      "loading",
    ]);
    expect([...narrow.keys]).toEqual(expect.arrayContaining(["state", "phases", "hour"]));
    expect(shownColumns("out_voltage2", false).figures.map(({ key }) => key)).toEqual(["out_voltage2"]);
  });

  it("understands an id of digits alone", () => {
    expect(parse({ q: 42 }).q).toBe("42");
  });
});
