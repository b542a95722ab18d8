import type { Random } from "../random.js";
import { ORDINARY } from "../unit-model.js";
import type { Degradation } from "./degradation.js";

const HOUR_MS = 3_600_000;
/** Drop over the connection at the unit's usual load, per unit, when it opens. */
const LAST_DROP = 0.12;
const USUAL_LOADING = 0.5;

/**
 * A terminal that works loose: contact resistance makes heat (I²R), heat oxidises and relaxes the contact, which raises the resistance:
 * dR/dt = R·k·(0.3 + 0.7·(I/I_usual)²), so R grows exponentially and faster under load (R. Holm, Electric Contacts: failure runs away). The state is
 * ln(R/R0)/ln(R_open/R0), R_open/R0 = e⁴. What is seen: that phase's voltage lacks I·R, 12 % at the usual load at last, and, with the arcing of the
 * last third, jumps about by a third of that.
 */
export function looseConnection(random: Random): Degradation {
  const phase = random.pick(0, 1, 2);
  const hours = random.between(36, 168);
  const flicker = random.fork(1);
  let state = random.between(0, 0.2);
  let loading = USUAL_LOADING;
  return {
    get state() {
      return state;
    },
    wear(now, elapsedMs) {
      loading = now;
      const heat = 0.3 + 0.7 * (loading / USUAL_LOADING) ** 2;
      state = Math.min(1, state + (heat * elapsedMs) / (hours * HOUR_MS));
    },
    conditions() {
      const arcing = state > 2 / 3 ? 1 + flicker.normal() / 3 : 1;
      const drop = LAST_DROP * Math.exp(4 * (state - 1)) * (loading / USUAL_LOADING) * Math.max(0, arcing);
      const phaseVoltage: [number, number, number] = [1, 1, 1];
      phaseVoltage[phase] = Math.max(0.5, 1 - drop);
      return { ...ORDINARY, phaseVoltage };
    },
  };
}
