import {
  ANOMALY_ORDERS,
  type AnomalyOrder,
  isDeviceId,
  MAX_ANOMALY_OFFSET,
  METRIC_NAME_PATTERN,
} from "@gridwatch/contracts";
import type { SearchSchemaInput } from "@tanstack/react-router";
import { parseRangeSearch, type RangeSearch } from "../../charts/range-search.js";
import type { RangeKey } from "../../charts/time-range.js";

export const PAGE_SIZE = 50;
/** The last one that the platform turns to. */
export const MAX_PAGE = MAX_ANOMALY_OFFSET / PAGE_SIZE + 1;

/** Anomalies of the last minutes alone are no history. */
export const INSIGHT_RANGES: readonly RangeKey[] = ["daily", "weekly", "monthly", "yearly"];

/** Which anomalies the page shows, as it stands in the URL. */
export interface InsightsSearch extends RangeSearch {
  unit?: string;
  /** The metric that was strongest at the peak. */
  signal?: string;
  /** `name@version` */
  model?: string;
  order: AnomalyOrder;
  /** Of those that are over, from 1. */
  page: number;
}

export const DEFAULT_INSIGHTS_SEARCH: InsightsSearch = { range: "weekly", order: "newest", page: 1 };

/** Whatever the URL holds that is no choice of this page falls back to the default. */
export function parseInsightsSearch(search: Partial<InsightsSearch> & SearchSchemaInput): InsightsSearch {
  const { signal, model, order, page } = search;
  // An id of digits alone arrives as a number.
  const unit = typeof search.unit === "number" ? String(search.unit) : search.unit;
  const range = INSIGHT_RANGES.find((key) => key === search.range) ?? (search.range === "custom" ? "custom" : "weekly");
  return {
    ...parseRangeSearch({ ...search, range }, "weekly"),
    ...(isDeviceId(unit) && { unit }),
    ...(typeof signal === "string" && METRIC_NAME_PATTERN.test(signal) && { signal }),
    ...(typeof model === "string" && /^[^@\s]{1,100}@[^@\s]{1,100}$/.test(model) && { model }),
    order: ANOMALY_ORDERS.find((known) => known === order) ?? DEFAULT_INSIGHTS_SEARCH.order,
    page: Number.isInteger(page) ? Math.min(Math.max(page ?? 1, 1), MAX_PAGE) : 1,
  };
}
