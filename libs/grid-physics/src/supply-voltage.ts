/** EN 50160 judges means of 10 minutes, … */
export const SUPPLY_WINDOW_MS = 600_000;
/** … so many of which make a week. */
export const SUPPLY_WEEK_WINDOWS = 1_008;
/** So much of a week must lie … */
export const SUPPLY_PERCENT_NEEDED = 95;
/** … this close to the nominal voltage, percent of it above and below; never to be left are +10 % and −15 %. */
export const SUPPLY_BAND_PERCENT = 10;
const LEAST = -15;

/** How a phase's voltage kept to EN 50160. */
export interface SupplyVoltage {
  /** Means of 10 minutes judged. */
  windows: number;
  /** How many of them lie within ±10 % of the nominal voltage, percent. */
  withinBandPercent: number;
  /** The lowest and the highest of them, V. */
  lowest: number;
  highest: number;
  /** Whether 95 % of them lie within ±10 %, and all within +10 % and −15 %. */
  complies: boolean;
}

/**
 * EN 50160's supply voltage variations of one phase: from means, as a single sample above 253 V is no violation.
 *
 * @param means of 10 minutes each, V; `null` where nothing was read
 * @param nominal V
 * @returns `null` when nothing was read at all
 */
export function supplyVoltage(means: readonly (number | null)[], nominal: number): SupplyVoltage | null {
  const read = means.filter((mean) => mean !== null);
  if (read.length === 0) return null;
  const deviation = (mean: number) => (100 * (mean - nominal)) / nominal;
  const within = read.filter((mean) => Math.abs(deviation(mean)) <= SUPPLY_BAND_PERCENT).length;
  const [lowest, highest] = [Math.min(...read), Math.max(...read)];
  const withinBandPercent = (100 * within) / read.length;
  const alwaysWithin = deviation(lowest) >= LEAST && deviation(highest) <= SUPPLY_BAND_PERCENT;
  return {
    windows: read.length,
    withinBandPercent,
    lowest,
    highest,
    complies: withinBandPercent >= SUPPLY_PERCENT_NEEDED && alwaysWithin,
  };
}
