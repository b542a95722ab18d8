import type { SearchSchemaInput } from "@tanstack/react-router";
import { DEFAULT_INSIGHTS_SEARCH, type InsightsSearch, MAX_PAGE, parseInsightsSearch } from "./insights-search.js";

const parse = (search: object) => parseInsightsSearch(search as Partial<InsightsSearch> & SearchSchemaInput);

describe("the anomalies asked for in the address", () => {
  it("are taken as they stand", () => {
    const to = Date.UTC(2026, 10, 27);
    const search = {
      ...{ unit: "unit-2", signal: "out_voltage2", model: "grid-anomaly@1.2.0", order: "severest", page: 3 },
      ...{ range: "custom", from: to - 86_400_000, to },
    };
    expect(parse(search)).toEqual(search);
    expect(parse({ unit: 17 }).unit).toBe("17");
  });

  it.each([
    [{}],
    [{ range: "live" }],
    [{ range: "custom", from: 5 }],
    [{ unit: "a b", signal: "L2 voltage", model: "grid", order: "peak", page: "x" }],
    [{ unit: ["a"], signal: 3, page: 1.5 }],
  ])("fall back to all of the last week from %j", (search) => {
    expect(parse(search)).toEqual(DEFAULT_INSIGHTS_SEARCH);
  });

  it("are no page that the platform refuses", () => {
    expect([-4, 1e9].map((page) => parse({ page }).page)).toEqual([1, MAX_PAGE]);
  });
});
