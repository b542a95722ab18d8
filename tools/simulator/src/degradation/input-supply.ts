import type { Random } from "../random.js";
import { ORDINARY } from "../unit-model.js";
import type { Degradation } from "./degradation.js";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** At last, sags an hour. */
const LAST_RATE = 4;
const LAST_DROP = 0.05;

/**
 * A supply line whose joint or neutral gives way: every sag of the supply burns it a little more, so the more it has had, the more often they
 * come: state grows as (t/T)^1.3 (T drawn) and by half a per cent with each sag; sags to 0.78–0.9 pu of 3 to 15 minutes come at 4 · state² an hour, and
 * between them the supply lacks 5 % · state².
 */
export function inputSupply(random: Random): Degradation {
  const lifeMs = random.between(48, 180) * HOUR_MS;
  let usedMs = random.between(0, 0.25) * lifeMs;
  let burnt = 0;
  let sagMs = 0;
  let depth = 1;
  return {
    get state() {
      return Math.min(1, (usedMs / lifeMs) ** 1.3 + burnt);
    },
    wear(_loading, elapsedMs) {
      usedMs += elapsedMs;
      sagMs = Math.max(0, sagMs - elapsedMs);
      const chance = 1 - Math.exp((-LAST_RATE * this.state ** 2 * elapsedMs) / HOUR_MS);
      if (sagMs > 0 || random.next() >= chance) return;
      sagMs = random.between(3, 15) * MINUTE_MS;
      depth = random.between(0.78, 0.9);
      burnt += 0.005;
    },
    conditions() {
      return { ...ORDINARY, supplyVoltage: (sagMs > 0 ? depth : 1) * (1 - LAST_DROP * this.state ** 2) };
    },
  };
}
