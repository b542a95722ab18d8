import type { SimulatedUnit } from "./simulated-unit.js";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Before the present, where the past is as dense as what comes live: several times what the shipped model needs to know a unit. */
const DENSE_MS = 10 * MINUTE_MS;
/** Some 25 kB. */
const READINGS_A_MESSAGE = 120;

/** Readings of one unit, one after the other, for one message. */
export interface PastReadings {
  unit: number;
  readings: object[];
}

/**
 * The fleet's past, of all units the oldest first. It is a reading a minute of each unit, on whole minutes: published again, they take the place of
 * those before. In the last ten minutes it is a reading every `intervalMs`, from one a second to one a minute, so that a model can say something of
 * each unit at once. It goes on to where the clock has got to meanwhile, all but what the last messages take.
 */
export function* pastReadings(
  fleet: readonly SimulatedUnit[],
  days: number,
  intervalMs: number,
  clock: () => number,
): Generator<PastReadings> {
  const denseStepMs = Math.min(MINUTE_MS, Math.max(SECOND_MS, intervalMs));
  let from = wholeMinute(clock() - days * DAY_MS);
  let reached = false;
  while (!reached) {
    const now = clock();
    const denseFrom = wholeMinute(now - DENSE_MS);
    const dense = from >= denseFrom;
    const stepMs = dense ? denseStepMs : MINUTE_MS;
    const left = Math.ceil(((dense ? now : denseFrom) - from) / stepMs);
    const steps = Math.min(READINGS_A_MESSAGE, left);
    const times = Array.from({ length: steps }, (_, step) => from + step * stepMs);
    for (const [unit, simulated] of fleet.entries()) {
      const readings: object[] = [];
      for (const at of times) {
        const reading = simulated.read(at);
        if (reading) readings.push({ timestamp: new Date(at).toISOString(), ...reading });
      }
      if (readings.length > 0) yield { unit, readings };
    }
    from += steps * stepMs;
    reached = dense && steps === left;
  }
}

function wholeMinute(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
