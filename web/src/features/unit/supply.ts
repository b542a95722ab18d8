import type { DeviceHistory } from "@gridwatch/contracts";
import { nominalVoltage } from "../../charts/limit-band.js";
import { metricAt, PHASES } from "../../units/unit-figures.js";

/** In the order of `PHASES`. */
export const OUTPUT_VOLTAGES = PHASES.map((phase) => metricAt(phase, "voltage"));
const INPUT = [metricAt("input", "voltage")];

/** The nominal voltages of a unit, assumed from its last 7 days, phase-to-neutral, V; `null` where one is not known. */
export interface Supply {
  output: number | null;
  input: number | null;
}

export function supplyOf(history: DeviceHistory): Supply {
  return { output: nominalVoltage(history, OUTPUT_VOLTAGES), input: nominalVoltage(history, INPUT) };
}
