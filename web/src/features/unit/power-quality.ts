import { assumedNominalVoltage, type SupplyVoltage, supplyVoltage, type VoltageEvent } from "@gridwatch/grid-physics";
import { OUTPUT_VOLTAGES } from "./supply.js";
import { eventsIn } from "./voltage-marks.js";
import type { Week } from "./week.js";

/** In the order of `PHASES`; `null` for one of which nothing was read. */
export type PhaseSupply = (SupplyVoltage | null)[];

/** What a week says of a unit's output voltages. */
export interface PowerQuality {
  /** Assumed, phase-to-neutral, V. */
  nominal: number;
  /** Since the calendar week began. */
  thisWeek: PhaseSupply;
  /** EN 50160 holds for any week: the last 7 days. */
  sevenDays: PhaseSupply;
  /** Newest first; their phases are places in `PHASES`. */
  events: VoltageEvent[];
}

/**
 * @param monday when the calendar week began, epoch milliseconds
 * @returns `null` when the voltages are near no nominal voltage known
 */
export function powerQuality(week: Week, monday: number): PowerQuality | null {
  const phases = OUTPUT_VOLTAGES.map(week.course);
  const nominal = assumedNominalVoltage(phases.flatMap(({ mean }) => mean));
  if (nominal === null) return null;
  const windowsBefore = week.timestamps.filter((at) => at < monday).length;
  return {
    nominal,
    thisWeek: phases.map(({ mean }) => supplyVoltage(mean.slice(windowsBefore), nominal)),
    sevenDays: phases.map(({ mean }) => supplyVoltage(mean, nominal)),
    events: eventsIn(week.soFar, OUTPUT_VOLTAGES, nominal).reverse(),
  };
}
