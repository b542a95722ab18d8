import {
  hotSpot,
  nextThermalState,
  ordinaryPaperAgeing,
  steadyState,
  type ThermalConstants,
} from "./transformer-ageing.js";

/** Over this the load is taken as unchanged where it is not known; after longer the course begins anew. */
const BRIDGED_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The load over one window. */
export interface LoadWindow {
  /** Start, epoch milliseconds. */
  at: number;
  /** K: current / rated current. */
  loading: number;
}

/** What a load made of a transformer. Temperatures in °C; ageing against that at 98 °C, of ordinary paper. */
export interface ThermalCourse {
  /** Since when the load is known without a gap of more than an hour, and until when; epoch milliseconds. */
  from: number;
  to: number;
  /** At the end. */
  topOil: number;
  hotSpot: number;
  ageing: number;
  highestHotSpot: number;
  meanAgeing: number;
}

/**
 * Follows the difference equations of IEC 60076-7 along a load, from what the first window's load would lead to in the
 * long run. That beginning is forgotten with the oil's time constant: of a course of `oilMinutes` a third is left of it.
 *
 * @param windows ascending; of those before a gap of more than an hour nothing is taken
 * @param ambient °C, constant
 * @returns `null` without windows
 */
export function thermalCourse(
  windows: readonly LoadWindow[],
  windowMs: number,
  ambient: number,
  constants: ThermalConstants,
): ThermalCourse | null {
  const run = windows.slice(lastBeginning(windows, windowMs));
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return null;
  const [from, to] = [first.at, last.at + windowMs];
  let state = steadyState(first.loading, ambient, constants);
  let highestHotSpot = Number.NEGATIVE_INFINITY;
  let aged = 0;
  run.forEach(({ at, loading }, place) => {
    const ms = (run[place + 1]?.at ?? to) - at;
    state = nextThermalState(state, loading, ambient, ms / MINUTE_MS, constants);
    highestHotSpot = Math.max(highestHotSpot, hotSpot(state));
    aged += ms * ordinaryPaperAgeing(hotSpot(state));
  });
  const now = hotSpot(state);
  return {
    from,
    to,
    topOil: state.topOil,
    hotSpot: now,
    ageing: ordinaryPaperAgeing(now),
    highestHotSpot,
    meanAgeing: aged / (to - from),
  };
}

/** Place of the first window after the last gap that is too long. */
function lastBeginning(windows: readonly LoadWindow[], windowMs: number): number {
  for (let place = windows.length - 1; place > 0; place--) {
    const [before, at] = [windows[place - 1]?.at ?? 0, windows[place]?.at ?? 0];
    if (at - before - windowMs > BRIDGED_MS) return place;
  }
  return 0;
}
