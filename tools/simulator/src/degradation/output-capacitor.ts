import type { Random } from "../random.js";
import { ORDINARY } from "../unit-model.js";
import { Wandering } from "../wandering.js";
import type { Degradation } from "./degradation.js";

const HOUR_MS = 3_600_000;
const MEMORY_MS = 1_200_000;
const LAST_DEVIATION = 0.03;
const LAST_DROOP = 0.05;

/**
 * An electrolytic capacitor of the output stage that dries out: the hotter, the faster, and each degree is made by its own losses, so that its
 * series resistance grows faster than linearly: state = (t/T)^1.5, T drawn (Arrhenius gives the T; only its course is modelled). Regulation goes with it: the
 * three outputs wander, each by itself, by 3 % · state², with a memory of 20 minutes, and droop with the load by 5 % · state² at full load.
 */
export function outputCapacitor(random: Random): Degradation {
  const lifeMs = random.between(48, 192) * HOUR_MS;
  const wandering = [1, 2, 3].map((part) => new Wandering(random.fork(part), 1, MEMORY_MS));
  let usedMs = random.between(0, 0.25) * lifeMs;
  let loading = 0;
  let moved = [0, 0, 0];
  return {
    get state() {
      return Math.min(1, (usedMs / lifeMs) ** 1.5);
    },
    wear(now, elapsedMs) {
      loading = now;
      usedMs += elapsedMs;
      moved = wandering.map((phase) => phase.step(elapsedMs));
    },
    conditions() {
      const lost = this.state ** 2;
      const of = (phase: number) => 1 + lost * (LAST_DEVIATION * (moved[phase] ?? 0) - LAST_DROOP * loading);
      return { ...ORDINARY, phaseVoltage: [of(0), of(1), of(2)] };
    },
  };
}
