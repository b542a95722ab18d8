/** The largest deviation of three phases from their mean, in percent of that mean; `null` where nothing is there to deviate from. */
export function largestDeviationPercent(phases: readonly [number, number, number]): number | null {
  const mean = (phases[0] + phases[1] + phases[2]) / 3;
  if (!(mean > 0)) return null;
  return (100 * Math.max(...phases.map((value) => Math.abs(value - mean)))) / mean;
}
