import { Random } from "./random.js";
import { unitName } from "./simulated-unit.js";
import { UnitModel } from "./unit-model.js";

/** Rated apparent power of each unit of the fleet, VA, as analytics is told it (`ANALYTICS_RATINGS`). */
export function nameplates(devices: number, seed: number): { devices: Record<string, { ratedVa: number }> } {
  const rated = Array.from({ length: devices }, (_, index) => {
    const { ratedVa } = new UnitModel(new Random(seed).fork(index)).character;
    return [unitName(index), { ratedVa }] as const;
  });
  return { devices: Object.fromEntries(rated) };
}
