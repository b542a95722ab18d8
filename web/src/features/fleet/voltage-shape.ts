import { SUPPLY_BAND_PERCENT } from "@gridwatch/grid-physics";
import { HOUR_MS, VOLTAGE_WINDOW_MS, type VoltageWindow } from "../../api/voltage-hour.query.js";
import { SCALE_PERCENT } from "./voltage-hour.js";

/** The drawing's own units: minutes across, percent of the base from the upper edge down. */
export const SHAPE_WIDTH = HOUR_MS / VOLTAGE_WINDOW_MS;
export const SHAPE_HEIGHT = 2 * SCALE_PERCENT;

/** A window may be missing where a unit reports once a minute; more is a gap. */
const LONGEST_STEP_MS = 2 * VOLTAGE_WINDOW_MS;

export interface VoltageShape {
  /** An SVG path along the highest and back along the lowest voltages, a part of its own between gaps. */
  path: string;
  /** Where the lowest and the highest voltage lie outside the normal band. */
  excursions: { x: number; y: number }[];
}

/** Those in the hour before `to`: a unit that fell silent still has older ones. */
export function ofHour(windows: readonly VoltageWindow[], to: number): readonly VoltageWindow[] {
  return windows.filter(({ at }) => at >= to - HOUR_MS && at < to);
}

/**
 * The hour before `to` as a drawing; what lies beyond the scale stands at its edge.
 *
 * @param windows of that hour
 * @param to the end of the last minute, epoch milliseconds
 * @param base what the scale is around, V
 */
export function voltageShape(windows: readonly VoltageWindow[], to: number, base: number): VoltageShape {
  const x = (at: number) => (at - (to - HOUR_MS)) / VOLTAGE_WINDOW_MS + 0.5;
  const y = (voltage: number) => {
    const percent = (100 * (voltage - base)) / base;
    return SCALE_PERCENT - Math.min(Math.max(percent, -SCALE_PERCENT), SCALE_PERCENT);
  };
  const point = (at: number, voltage: number) => `${round(x(at))} ${round(y(voltage))}`;
  const path = unbroken(windows).map((part) => {
    const there = part.map(({ at, highest }) => point(at, highest));
    const back = part.map(({ at, lowest }) => point(at, lowest)).reverse();
    return `M${[...there, ...back].join("L")}Z`;
  });
  const excursions = [
    ...worst(windows, ({ lowest }) => base - lowest, base).map(({ at, lowest }) => ({ x: x(at), y: y(lowest) })),
    ...worst(windows, ({ highest }) => highest - base, base).map(({ at, highest }) => ({ x: x(at), y: y(highest) })),
  ];
  return { path: path.join(""), excursions };
}

/** The window that lies farthest outside the normal band, if one does. */
function worst(windows: readonly VoltageWindow[], distance: (window: VoltageWindow) => number, base: number) {
  const limit = (base * SUPPLY_BAND_PERCENT) / 100;
  const outside = windows.filter((window) => distance(window) > limit);
  const [first, ...others] = outside;
  if (first === undefined) return [];
  return [others.reduce((farthest, window) => (distance(window) > distance(farthest) ? window : farthest), first)];
}

function unbroken(windows: readonly VoltageWindow[]): VoltageWindow[][] {
  const parts: VoltageWindow[][] = [];
  windows.forEach((window, index) => {
    const before = windows[index - 1];
    if (before === undefined || window.at - before.at > LONGEST_STEP_MS) parts.push([]);
    parts.at(-1)?.push(window);
  });
  return parts;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
