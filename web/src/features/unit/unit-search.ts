import type { SearchSchemaInput } from "@tanstack/react-router";
import { RANGE_KEYS, type RangeKey } from "../../charts/time-range.js";

/** What the unit page shows, as it stands in the URL. */
export interface UnitSearch {
  range: RangeKey;
  /** Where the charts' cursor stands at first, epoch milliseconds. */
  at?: number;
}

export const DEFAULT_UNIT_SEARCH: UnitSearch = { range: "live" };

/** Whatever the URL holds that is no choice of this page falls back to the default. */
export function parseUnitSearch(search: Partial<UnitSearch> & SearchSchemaInput): UnitSearch {
  const { range, at }: Record<keyof UnitSearch, unknown> = { ...DEFAULT_UNIT_SEARCH, at: undefined, ...search };
  return {
    range: RANGE_KEYS.find((key) => key === range) ?? DEFAULT_UNIT_SEARCH.range,
    ...(typeof at === "number" && Number.isFinite(at) && { at }),
  };
}
