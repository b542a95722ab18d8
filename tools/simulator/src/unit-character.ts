import type { LoadProfile } from "./load-curve.js";
import type { Random } from "./random.js";

/** What tells one unit from another, and stays so for its life. */
export interface UnitCharacter {
  /** All three phases together, VA. */
  ratedVa: number;
  profile: LoadProfile;
  /** Highest load of an ordinary day, as a share of the rating. */
  peakLoading: number;
  /** How much earlier or later than the profile this unit's day is. */
  shiftHours: number;
  /** How the load is spread over the three phases; the sum is 1. */
  phaseShares: readonly [number, number, number];
  /** Distance to the feeder's head, as a lasting offset of the supply voltage, per unit. */
  supplyOffset: number;
  /** Drop of the output voltage at rated load, per unit. */
  impedance: number;
  /** Losses as shares of the rating: always, and at rated load on top. */
  noLoadLoss: number;
  loadLoss: number;
}

export function drawCharacter(random: Random): UnitCharacter {
  const weights = [random.between(0.9, 1.1), random.between(0.9, 1.1), random.between(0.9, 1.1)] as const;
  const sum = weights[0] + weights[1] + weights[2];
  return {
    ratedVa: random.pick(3_000, 5_000, 7_500, 10_000),
    profile: random.pick<LoadProfile>("residential", "residential", "commercial", "industrial"),
    peakLoading: random.between(0.55, 0.85),
    shiftHours: random.between(-0.75, 0.75),
    phaseShares: [weights[0] / sum, weights[1] / sum, weights[2] / sum],
    supplyOffset: random.between(-0.02, 0.015),
    impedance: random.between(0.03, 0.045),
    noLoadLoss: random.between(0.005, 0.01),
    loadLoss: random.between(0.015, 0.03),
  };
}
