import {
  assumedNominalVoltage,
  SUPPLY_WINDOW_MS,
  type SupplyVoltage,
  supplyVoltage,
  type VoltageEvent,
  voltageEvents,
} from "@gridwatch/grid-physics";
import { metricAt, PHASES } from "../../units/unit-figures.js";
import type { Week } from "./week.js";

/** What a week says of a unit's output voltages. */
export interface PowerQuality {
  /** Assumed, phase-to-neutral, V. */
  nominal: number;
  /** In the order of `PHASES`; `null` for one that is not reported. */
  supply: (SupplyVoltage | null)[];
  /** Newest first; their phases are places in `PHASES`. */
  events: VoltageEvent[];
}

/** @returns `null` when the voltages are near no nominal voltage known */
export function powerQuality({ timestamps, course }: Week): PowerQuality | null {
  const phases = PHASES.map((phase) => course(metricAt(phase, "voltage")));
  const nominal = assumedNominalVoltage(phases.flatMap(({ mean }) => mean));
  if (nominal === null) return null;
  return {
    nominal,
    supply: phases.map(({ mean }) => supplyVoltage(mean, nominal)),
    events: voltageEvents(timestamps, SUPPLY_WINDOW_MS, phases, nominal).reverse(),
  };
}
