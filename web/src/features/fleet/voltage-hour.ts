import { SUPPLY_BAND_PERCENT } from "@gridwatch/grid-physics";
import { HOUR_MS, VOLTAGE_WINDOW_MS, type VoltageWindow } from "../../api/voltage-hour.query.js";
import type { Unit } from "../../units/unit.js";
import { PHASES, valueAt } from "../../units/unit-figures.js";

/** So far above and below the nominal voltage is there to see. */
export const SCALE_PERCENT = 20;

/**
 * The windows with the unit's newest reading in them, those of the last hour.
 *
 * @returns `windows` itself when the reading changes nothing
 */
export function withReading(windows: readonly VoltageWindow[], unit: Unit): readonly VoltageWindow[] {
  const voltages = PHASES.flatMap((phase) => valueAt(unit, phase, "voltage") ?? []);
  if (voltages.length === 0) return windows;
  const at = Math.floor(unit.at / VOLTAGE_WINDOW_MS) * VOLTAGE_WINDOW_MS;
  const last = windows.at(-1);
  // What comes late is told by the database.
  if (last !== undefined && at < last.at) return windows;
  const reading = { at, lowest: Math.min(...voltages), highest: Math.max(...voltages) };
  if (last?.at !== at) return [...windows.filter((window) => window.at > at - HOUR_MS), reading];
  if (last.lowest <= reading.lowest && last.highest >= reading.highest) return windows;
  return [...windows.slice(0, -1), both(last, reading)];
}

/** What the database knows and what came live, in order; a window that both have is as wide as the two. */
export function joined(past: readonly VoltageWindow[], live: readonly VoltageWindow[]): readonly VoltageWindow[] {
  if (past.length === 0 || live.length === 0) return past.length === 0 ? live : past;
  const windows = new Map(past.map((window) => [window.at, window]));
  for (const window of live) {
    const known = windows.get(window.at);
    windows.set(window.at, known === undefined ? window : both(known, window));
  }
  return [...windows.values()].sort((one, other) => one.at - other.at);
}

function both(one: VoltageWindow, other: VoltageWindow): VoltageWindow {
  return {
    at: one.at,
    lowest: Math.min(one.lowest, other.lowest),
    highest: Math.max(one.highest, other.highest),
  };
}

/** How far a phase's voltage lies from the nominal one, and whether that is outside the normal band. */
export interface PhaseDeviation {
  readonly percent: number;
  readonly outside: "below" | "above" | undefined;
}

/** In the order of `PHASES`; `undefined` for a phase that is not reported. @param nominal V */
export function phaseDeviations(unit: Unit, nominal: number): (PhaseDeviation | undefined)[] {
  return PHASES.map((phase) => {
    const voltage = valueAt(unit, phase, "voltage");
    return voltage === undefined ? undefined : deviation(voltage, nominal);
  });
}

function deviation(voltage: number, nominal: number): PhaseDeviation {
  const percent = (100 * (voltage - nominal)) / nominal;
  if (Math.abs(percent) <= SUPPLY_BAND_PERCENT) return { percent, outside: undefined };
  return { percent, outside: percent < 0 ? "below" : "above" };
}
