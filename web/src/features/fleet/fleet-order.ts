import { LOCALE } from "../../ui/format.js";
import { isAtRisk } from "../../units/risk.js";
import type { Unit } from "../../units/unit.js";
import { ageMs, CONDITIONS, conditionOf, isSilent } from "../../units/unit-condition.js";
import { outputUnbalance, UNBALANCE_LIMIT_PERCENT } from "../../units/unit-figures.js";
import type { UnitForecast } from "../../units/unit-forecast.js";
import { ASSESSMENTS, assessmentOf, type UnitInsight } from "../../units/unit-insight.js";
import { stateOf, UNIT_STATES } from "../../units/unit-state.js";
import { FIGURE_COLUMNS } from "./fleet-columns.js";
import type { FleetSearch } from "./fleet-search.js";

/** What the model last said of a unit. */
export type InsightOf = (id: string) => UnitInsight | undefined;

/** The probability that a unit fails within 48 hours, and from which one on that is at risk. */
export type ForecastOf = (id: string) => Pick<UnitForecast, "within48h" | "threshold"> | undefined;

/** `unit-2` before `unit-10`. */
const byId = new Intl.Collator(LOCALE, { numeric: true });

/**
 * Ids of the units that fit the search, in its order: ties by id, and a unit without the value sorted by stands last
 * in either direction.
 */
export function orderUnits(
  units: Iterable<Unit>,
  insightOf: InsightOf,
  forecastOf: ForecastOf,
  { q, sort, dir, state }: FleetSearch,
  now: number,
  staleAfterMs: number,
): string[] {
  const wanted = q.trim().toLowerCase();
  const isWanted = (unit: Unit) => {
    if (state === "all") return true;
    if (state === "at-risk") return isAtRisk(forecastOf(unit.id) ?? {});
    return stateOf(unit, insightOf(unit.id), now, staleAfterMs) === state;
  };
  const keyOf = sortKey(sort, insightOf, forecastOf, now, staleAfterMs);
  const rows: { id: string; key: number | undefined }[] = [];
  for (const unit of units) {
    if (wanted !== "" && !unit.id.toLowerCase().includes(wanted)) continue;
    if (!isWanted(unit)) continue;
    rows.push({ id: unit.id, key: keyOf(unit) });
  }
  const sign = dir === "desc" ? -1 : 1;
  rows.sort((a, b) => {
    if (sort === "unit") return sign * byId.compare(a.id, b.id);
    if (a.key === b.key) return byId.compare(a.id, b.id);
    if (a.key === undefined) return 1;
    if (b.key === undefined) return -1;
    return sign * (a.key - b.key);
  });
  return rows.map(({ id }) => id);
}

function sortKey(
  sort: FleetSearch["sort"],
  insightOf: InsightOf,
  forecastOf: ForecastOf,
  now: number,
  staleAfterMs: number,
): (unit: Unit) => number | undefined {
  if (sort === "unit") return () => 0;
  if (sort === "state") return (unit) => badness(unit, insightOf(unit.id), forecastOf(unit.id), now, staleAfterMs);
  if (sort === "anomaly") return (unit) => anomalyRank(unit, insightOf(unit.id), now);
  // As with the others, what is worst stands first when ascending.
  if (sort === "risk") return (unit) => negative(forecastOf(unit.id)?.within48h);
  if (sort === "age") return (unit) => Math.floor(ageMs(unit, now) / 1_000);
  const column = FIGURE_COLUMNS.find(({ key }) => key === sort);
  return (unit) => column?.value(unit) ?? undefined;
}

function negative(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

/** Lowest for the worst: by the model's verdict, and of units with the same one the highest score first. */
function anomalyRank(unit: Unit, insight: UnitInsight | undefined, now: number): number {
  return ASSESSMENTS.indexOf(assessmentOf(insight, unit.at, now)) + (1 - (insight?.score ?? 0)) / 2;
}

/** After what is silent, before all that reports. */
const RANK_AT_RISK = CONDITIONS.indexOf("suspect") - 0.1;

/**
 * Lowest for the worst: units with an open anomaly, then those that are silent, then those at risk of failure, the highest risk
 * first. The others by condition, and of units in the same condition those with too much unbalance first; of those that are
 * left, by what their models say.
 */
function badness(
  unit: Unit,
  insight: UnitInsight | undefined,
  forecast: ReturnType<ForecastOf>,
  now: number,
  staleAfterMs: number,
): number {
  const state = stateOf(unit, insight, now, staleAfterMs);
  if (state === "abnormal") return anomalyRank(unit, insight, now) - 1;
  const condition = conditionOf(unit, now, staleAfterMs);
  if (!isSilent(condition) && forecast?.within48h !== undefined && isAtRisk(forecast))
    return RANK_AT_RISK - forecast.within48h / 10;
  const unbalanced = (outputUnbalance(unit) ?? 0) > UNBALANCE_LIMIT_PERCENT;
  return CONDITIONS.indexOf(condition) + (unbalanced ? 0 : 0.5) + UNIT_STATES.indexOf(state) / 100;
}
