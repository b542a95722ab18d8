import { ELECTRICAL_METRICS, type ElectricalMetricName, isDeviceId } from "@gridwatch/contracts";
import type { SearchSchemaInput } from "@tanstack/react-router";
import { isTime, parseRangeSearch, type RangeSearch } from "../../charts/range-search.js";

/** So many lines can be told apart. */
export const MAX_LINES = 8;

/** What the page compares, as it stands in the URL. */
export interface CompareSearch extends RangeSearch {
  /** Ids of units, parted by commas, in the order of their lines. */
  units: string;
  /** Names of metrics, all of one quantity, parted by commas. */
  metric: string;
  /** Where the cursor stands at first, epoch milliseconds. */
  at?: number;
}

export const DEFAULT_COMPARE_SEARCH: CompareSearch = { units: "", metric: "out_voltage1", range: "live" };

/** Whatever the URL holds that is no choice of this page falls back to the default. */
export function parseCompareSearch(search: Partial<CompareSearch> & SearchSchemaInput): CompareSearch {
  const units = new Set(parts(search.units).filter(isDeviceId));
  return {
    units: [...units].slice(0, MAX_LINES).join(),
    metric: metricsAmong(parts(search.metric)).join() || DEFAULT_COMPARE_SEARCH.metric,
    ...parseRangeSearch(search, "live"),
    ...(isTime(search.at) && { at: search.at }),
  };
}

export function unitsOf({ units }: Pick<CompareSearch, "units">): string[] {
  return parts(units);
}

export function metricsOf({ metric }: Pick<CompareSearch, "metric">): ElectricalMetricName[] {
  return metricsAmong(parts(metric));
}

/** Those of one quantity, since one axis holds no two, in the order of all pages. */
function metricsAmong(names: readonly string[]): ElectricalMetricName[] {
  const known = ELECTRICAL_METRICS.filter(({ name }) => names.includes(name));
  const quantity = known.find(({ name }) => name === names[0])?.quantity ?? known[0]?.quantity;
  return known.filter((metric) => metric.quantity === quantity).map(({ name }) => name);
}

/** An id of digits alone arrives as a number. */
function parts(value: unknown): string[] {
  return typeof value === "string" || typeof value === "number" ? String(value).split(",").filter(Boolean) : [];
}
