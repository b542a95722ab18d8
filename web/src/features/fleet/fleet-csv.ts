import { toCsv } from "../../ui/csv.js";
import { headingInFull } from "../../ui/format.js";
import type { Unit } from "../../units/unit.js";
import { assessmentOf } from "../../units/unit-insight.js";
import { stateOf } from "../../units/unit-state.js";
import { FIGURE_COLUMNS } from "./fleet-columns.js";
import type { ForecastOf, InsightOf } from "./fleet-order.js";

const HEAD = ["unit", "state", "measured", "assessment", "abnormal since", "signal", "score", "failure within 48 h"];

/** The newest of each unit as CSV, in their order: times in UTC, numbers in full, score and probability from 0 to 1. */
export function fleetCsv(
  units: readonly Unit[],
  insightOf: InsightOf,
  forecastOf: ForecastOf,
  now: number,
  staleAfterMs: number,
): string {
  const iso = (at: number) => new Date(at).toISOString();
  const figures = FIGURE_COLUMNS.map(({ key, style }) => headingInFull(key, style));
  return toCsv([
    [...HEAD, ...figures],
    ...units.map((unit) => {
      const insight = insightOf(unit.id);
      const since = insight?.abnormalSince ?? null;
      return [
        ...[unit.id, stateOf(unit, insight, now, staleAfterMs), iso(unit.at)],
        ...[assessmentOf(insight, unit.at, now), since === null ? null : iso(since), insight?.signal, insight?.score],
        forecastOf(unit.id)?.within48h,
        ...FIGURE_COLUMNS.map(({ value }) => value(unit)),
      ];
    }),
  ]);
}
