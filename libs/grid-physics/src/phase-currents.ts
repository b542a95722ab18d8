import { largestDeviationPercent } from "./largest-deviation.js";

/**
 * Current unbalance, in the form of the phase voltage unbalance rate: the largest deviation from the mean of the three
 * phase currents, in percent of that mean.
 *
 * @param currents A, RMS
 * @returns percent, or `null` while no current flows
 */
export function currentUnbalancePercent(currents: readonly [number, number, number]): number | null {
  return largestDeviationPercent(currents);
}

/**
 * Neutral current from the magnitudes of the phase currents: `|I1 + I2∠−120° + I3∠120°|`, which is
 * `√(I1² + I2² + I3² − I1·I2 − I2·I3 − I3·I1)`. An estimate: it takes the currents to be 120° apart, which equal power factors
 * make them, and without harmonics, of which the third ones add up in the neutral.
 *
 * @param currents A, RMS
 * @returns A
 */
export function neutralCurrent([i1, i2, i3]: readonly [number, number, number]): number {
  // The same by differences: never the root of a number that rounding has made negative.
  return Math.sqrt(((i1 - i2) ** 2 + (i2 - i3) ** 2 + (i3 - i1) ** 2) / 2);
}
