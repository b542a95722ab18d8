/** Phase-to-neutral, V: those of systems of 120/208 V, 230/400 V and 400/690 V (IEC 60038). */
const NOMINAL_VOLTAGES = [120, 230, 400];
/** EN 50160 never allows more than this below; what lies further off belongs to another system. */
const FARTHEST = 0.15;

/**
 * The nominal voltage that a unit most likely has, where none is configured: the one near the median of what was read.
 *
 * @param voltages phase-to-neutral, V; `null` where nothing was read
 * @returns V, or `null` when none lies within 15 % of the median
 */
export function assumedNominalVoltage(voltages: readonly (number | null)[]): number | null {
  const read = voltages.filter((voltage) => voltage !== null).sort((one, other) => one - other);
  const median = read[Math.floor(read.length / 2)] ?? 0;
  return NOMINAL_VOLTAGES.find((nominal) => Math.abs(median - nominal) <= FARTHEST * nominal) ?? null;
}
