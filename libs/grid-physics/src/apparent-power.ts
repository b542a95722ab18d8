/**
 * Apparent power of one conductor pair, from RMS magnitudes.
 *
 * @param voltage phase-to-neutral, V
 * @param current A
 * @returns VA
 */
export function apparentPower(voltage: number, current: number): number {
  return voltage * current;
}

/**
 * Apparent power of several phases: `S = Σ Vi·Ii`, with phase-to-neutral voltages.
 *
 * @returns VA, or `null` when a phase lacks its voltage or its current
 */
export function totalApparentPower(
  phases: readonly { voltage: number | undefined; current: number | undefined }[],
): number | null {
  let total = 0;
  for (const { voltage, current } of phases) {
    if (voltage === undefined || current === undefined) return null;
    total += apparentPower(voltage, current);
  }
  return total;
}
