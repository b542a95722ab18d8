import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import type { Unit } from "../../units/unit.js";

const ELECTRICAL: ReadonlySet<string> = new Set(ELECTRICAL_METRICS.map(({ name }) => name));

/** Names of what a unit reports besides voltages and currents, in their order. */
export function otherMetrics({ values }: Pick<Unit, "values">): string[] {
  return Object.keys(values)
    .filter((metric) => !ELECTRICAL.has(metric))
    .sort();
}

/** Units name their further metrics themselves: `power_factor`, `out_power_factor1`, `cos_phi`, `pf2`. */
export function isPowerFactor(metric: string): boolean {
  return /power_?factor|cos_?phi|(^|_)pf(_|\d|$)/.test(metric);
}
