import { storedAssumptions } from "./thermal-assumptions.js";
import type { Unit } from "./unit.js";
import { PHASES, valueAt } from "./unit-figures.js";

/**
 * The current of the most loaded phase, percent of the rated one.
 *
 * @param ratedCurrent per phase, A
 * @returns `null` without a rated current, or when no phase current is reported
 */
export function loadingPercent(unit: Unit, ratedCurrent: number | null): number | null {
  const currents = PHASES.flatMap((phase) => valueAt(unit, phase, "current") ?? []);
  return ratedCurrent === null || currents.length === 0 ? null : (100 * Math.max(...currents)) / ratedCurrent;
}

/** By the rated current that a person told this browser: no unit reports its own. */
export function assumedLoading(unit: Unit): number | null {
  return loadingPercent(unit, storedAssumptions(unit.id).ratedCurrent);
}

/** Why a unit has no loading. */
export function whyNoLoading({ id }: Unit): string {
  if (storedAssumptions(id).ratedCurrent !== null) return "not reported";
  return "no rated current told: give it on the unit's page, under Temperature and ageing";
}
