import {
  DISTRIBUTION_ONAN,
  hotSpot,
  nextThermalState,
  ordinaryPaperAgeing,
  steadyState,
} from "@gridwatch/grid-physics";
import { loadShare } from "../load-curve.js";
import type { Random } from "../random.js";
import type { UnitCharacter } from "../unit-character.js";
import { ORDINARY } from "../unit-model.js";
import type { Degradation } from "./degradation.js";

const AMBIENT = 25;
const STEP_MINUTES = 10;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** When the insulation is gone: of the weakest phase's voltage, and what the shorted turns draw, as a share of the rating. */
const LAST_DROP = 0.07;
const LAST_DRAWN = 0.08;

/**
 * Paper that ages under overload: hot spot by IEC 60076-7's difference equations, relative ageing V = 2^((θh − 98)/6), loss of life L = ∫V dt. The
 * state is L over what life the paper had left, which is drawn as two to seven days of this unit's overload (the paper of an old unit), 1.35 to 1.7
 * times the usual load. It ages at the daily peak nearly alone: each 6 K double it.
 *
 * While the paper weakens, turn after turn is shorted. Shorted turns carry a current of their own, which the input draws whatever the load is (no-load
 * current rises: 8 % of the rating · state³), and give no voltage (that phase lacks 7 % · state³). How turns go with the ageing is an engineering
 * choice, not a part of the standard.
 */
export function windingInsulation(random: Random, character: UnitCharacter): Degradation {
  const overload = random.between(1.35, 1.7);
  const phase = random.pick(0, 1, 2);
  const left = random.between(2, 7) * ageingOfADay(character, overload);
  let thermal = steadyState(0.65 * character.peakLoading * overload, AMBIENT, DISTRIBUTION_ONAN);
  let lostDays = 0;
  return {
    get state() {
      return Math.min(1, lostDays / left);
    },
    wear(loading, elapsedMs) {
      const minutes = elapsedMs / MINUTE_MS;
      thermal = nextThermalState(thermal, loading * overload, AMBIENT, minutes, DISTRIBUTION_ONAN);
      lostDays += (ordinaryPaperAgeing(hotSpot(thermal)) * minutes) / DAY_MINUTES;
    },
    conditions() {
      const shorted = this.state ** 3;
      const phaseVoltage: [number, number, number] = [1, 1, 1];
      phaseVoltage[phase] = 1 - LAST_DROP * shorted;
      return { ...ORDINARY, load: overload, phaseVoltage, shortedTurns: LAST_DRAWN * shorted };
    },
  };
}

/** Days of life that a day costs. The mean load's ageing would be far too little: it is the peak that counts. */
function ageingOfADay({ profile, peakLoading }: UnitCharacter, overload: number): number {
  let thermal = steadyState(0.65 * peakLoading * overload, AMBIENT, DISTRIBUTION_ONAN);
  let lostDays = 0;
  // The first day is for the oil to warm up.
  for (let minute = 0; minute < 2 * DAY_MINUTES; minute += STEP_MINUTES) {
    const loading = loadShare(profile, minute / 60) * peakLoading * overload;
    thermal = nextThermalState(thermal, loading, AMBIENT, STEP_MINUTES, DISTRIBUTION_ONAN);
    if (minute >= DAY_MINUTES) lostDays += (ordinaryPaperAgeing(hotSpot(thermal)) * STEP_MINUTES) / DAY_MINUTES;
  }
  return lostDays;
}
