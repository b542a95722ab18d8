import {
  ELECTRICAL_METRICS,
  type ElectricalMetricName,
  type ElectricalQuantity,
  type MeasuringPoint,
} from "@gridwatch/contracts";
import {
  apparentPower,
  currentUnbalancePercent,
  neutralCurrent,
  phaseVoltageUnbalancePercent,
  totalApparentPower,
} from "@gridwatch/grid-physics";
import type { Unit } from "./unit.js";

export const PHASES = ["phase1", "phase2", "phase3"] as const satisfies readonly MeasuringPoint[];

/** At the meter, ANSI C84.1 allows this much between the largest deviation and the mean, percent. */
export const UNBALANCE_LIMIT_PERCENT = 3;

/** Names as a person at the switchboard says them. */
export const POINT_NAMES: Readonly<Record<MeasuringPoint, string>> = {
  input: "Input",
  phase1: "L1",
  phase2: "L2",
  phase3: "L3",
};

const METRICS_OF = new Map(
  ELECTRICAL_METRICS.map(({ name, point, quantity }) => [`${point}:${quantity}`, name] as const),
);

/** @throws Error for a point the contract does not measure, which cannot happen. */
export function metricAt(point: MeasuringPoint, quantity: ElectricalQuantity): ElectricalMetricName {
  const name = METRICS_OF.get(`${point}:${quantity}`);
  if (name === undefined) throw new Error(`no ${quantity} is measured at ${point}`);
  return name;
}

/** V or A, RMS; `undefined` when the unit does not report it. */
export function valueAt(unit: Unit, point: MeasuringPoint, quantity: ElectricalQuantity): number | undefined {
  return unit.values[metricAt(point, quantity)];
}

/** VA; `null` when voltage or current is missing. */
export function apparentPowerAt(unit: Unit, point: MeasuringPoint): number | null {
  const voltage = valueAt(unit, point, "voltage");
  const current = valueAt(unit, point, "current");
  return voltage === undefined || current === undefined ? null : apparentPower(voltage, current);
}

/** VA over the three output phases; `null` when any of the six values is missing. */
export function outputApparentPower(unit: Unit): number | null {
  return totalApparentPower(
    PHASES.map((phase) => ({
      voltage: valueAt(unit, phase, "voltage"),
      current: valueAt(unit, phase, "current"),
    })),
  );
}

/** PVUR of the output, percent; `null` when a phase voltage is missing or none is present. */
export function outputUnbalance(unit: Unit): number | null {
  const voltages = phaseValues(unit, "voltage");
  return voltages === null ? null : phaseVoltageUnbalancePercent(voltages);
}

/** Of the output's currents, percent; `null` when one is missing or none flows. */
export function outputCurrentUnbalance(unit: Unit): number | null {
  const currents = phaseValues(unit, "current");
  return currents === null ? null : currentUnbalancePercent(currents);
}

/** Estimated, see `neutralCurrent`, A; `null` when an output current is missing. */
export function outputNeutralCurrent(unit: Unit): number | null {
  const currents = phaseValues(unit, "current");
  return currents === null ? null : neutralCurrent(currents);
}

/** How far a phase's voltage lies from the mean of the three, percent of that mean. */
export function voltageDeviation(unit: Unit, phase: (typeof PHASES)[number]): number | null {
  const voltages = phaseValues(unit, "voltage");
  if (voltages === null) return null;
  const mean = (voltages[0] + voltages[1] + voltages[2]) / 3;
  return mean > 0 ? (100 * (voltages[PHASES.indexOf(phase)] ?? mean) - 100 * mean) / mean : null;
}

function phaseValues(unit: Unit, quantity: ElectricalQuantity): [number, number, number] | null {
  const [l1, l2, l3] = PHASES.map((phase) => valueAt(unit, phase, quantity));
  return l1 === undefined || l2 === undefined || l3 === undefined ? null : [l1, l2, l3];
}
