import type { SimulatedUnit } from "./simulated-unit.js";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Two hours, some 25 kB. */
const READINGS_A_MESSAGE = 120;

/** Readings of one unit, one after the other, for one message. */
export interface PastReadings {
  unit: number;
  readings: object[];
}

/**
 * The fleet's past, a reading a minute of each unit, on whole minutes: published again, they take the place of those before. Of all units the oldest
 * first. It ends where the clock has got to meanwhile, so that nothing is missing before what comes then.
 */
export function* pastReadings(
  fleet: readonly SimulatedUnit[],
  days: number,
  clock: () => number,
): Generator<PastReadings> {
  let from = Math.floor((clock() - days * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  while (from < clock()) {
    const until = Math.min(from + READINGS_A_MESSAGE * MINUTE_MS, Math.ceil(clock() / MINUTE_MS) * MINUTE_MS);
    for (const [unit, simulated] of fleet.entries()) {
      const readings: object[] = [];
      for (let at = from; at < until; at += MINUTE_MS) {
        const reading = simulated.read(at);
        if (reading) readings.push({ timestamp: new Date(at).toISOString(), ...reading });
      }
      if (readings.length > 0) yield { unit, readings };
    }
    from = until;
  }
}
