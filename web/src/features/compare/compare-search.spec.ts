import type { SearchSchemaInput } from "@tanstack/react-router";
import {
  type CompareSearch,
  DEFAULT_COMPARE_SEARCH,
  metricsOf,
  parseCompareSearch,
  unitsOf,
} from "./compare-search.js";

const parse = (search: { [key in keyof CompareSearch]?: unknown }) =>
  parseCompareSearch(search as Partial<CompareSearch> & SearchSchemaInput);

describe("what is compared, in the address", () => {
  it("is some units by a metric", () => {
    const search = parse({ units: "unit-2,unit-1", metric: "out_current3", range: "weekly" });
    expect(unitsOf(search)).toEqual(["unit-2", "unit-1"]);
    expect(metricsOf(search)).toEqual(["out_current3"]);
    expect(search.range).toBe("weekly");
  });

  it("names no unit twice, none that cannot be, and no more than there are lines", () => {
    const units = (text: unknown) => unitsOf(parse({ units: text }));
    expect(units("a,a,b c,,b")).toEqual(["a", "b"]);
    expect(units(Array.from({ length: 12 }, (_, i) => `u${i}`).join())).toHaveLength(8);
    expect(units(17)).toEqual(["17"]);
    expect(units(["a"])).toEqual([]);
  });

  it("holds metrics of one quantity, that of the first", () => {
    const metrics = (metric: string) => metricsOf(parse({ metric }));
    expect(metrics("out_voltage3,out_voltage1")).toEqual(["out_voltage1", "out_voltage3"]);
    expect(metrics("out_current1,out_voltage1")).toEqual(["out_current1"]);
    expect(metrics("oil_temperature")).toEqual(metricsOf(DEFAULT_COMPARE_SEARCH));
    expect(metrics("oil_temperature,out_current1")).toEqual(["out_current1"]);
  });
});
