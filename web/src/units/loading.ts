import type { Unit } from "./unit.js";
import { outputApparentPower } from "./unit-figures.js";

/** Output apparent power in percent of the rated; `null` where the rating is not configured, or not all of the output is reported. */
export function loadingPercent(unit: Unit): number | null {
  const power = outputApparentPower(unit);
  return unit.ratedVa === undefined || power === null ? null : (100 * power) / unit.ratedVa;
}

/** Why a unit has no loading. */
export function whyNoLoading({ ratedVa }: Unit): string {
  return ratedVa === undefined ? "no rating configured on the platform (ANALYTICS_RATINGS)" : "not reported";
}
