import { largestDeviationPercent } from "./largest-deviation.js";

/**
 * Phase voltage unbalance rate (IEEE): the largest deviation from the mean of the three phase voltages, in percent
 * of that mean. Not the true unbalance factor V2/V1, which cannot be known from phase-to-neutral magnitudes.
 *
 * @param voltages phase-to-neutral, V
 * @returns percent, or `null` without voltage on any phase
 */
export function phaseVoltageUnbalancePercent(voltages: readonly [number, number, number]): number | null {
  return largestDeviationPercent(voltages);
}
