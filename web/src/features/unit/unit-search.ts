import { isMetricName } from "@gridwatch/contracts";
import type { SearchSchemaInput } from "@tanstack/react-router";
import { isTime, parseRangeSearch, type RangeSearch } from "../../charts/range-search.js";

/** What the unit page shows, as it stands in the URL. */
export interface UnitSearch extends RangeSearch {
  /** Where the charts' cursor stands at first, epoch milliseconds. */
  at?: number;
  /** That of the further metrics whose chart is shown. */
  metric?: string;
}

/** Where the charts stand on the page, as an address says it after `#`. */
export const TRENDS = "trends";

export const DEFAULT_UNIT_SEARCH: UnitSearch = { range: "live" };

/** Whatever the URL holds that is no choice of this page falls back to the default. */
export function parseUnitSearch(search: Partial<UnitSearch> & SearchSchemaInput): UnitSearch {
  return {
    ...parseRangeSearch(search, "live"),
    ...(isTime(search.at) && { at: search.at }),
    ...(isMetricName(search.metric) && { metric: search.metric }),
  };
}
