import type { DeviceHistory, HistorySeries } from "@gridwatch/contracts";
import { SUPPLY_WEEK_WINDOWS, SUPPLY_WINDOW_MS } from "@gridwatch/grid-physics";
import type { HistoryRange } from "../../api/device-history.query.js";

/** In windows of 10 minutes, as EN 50160 has it. */
export const WEEK: HistoryRange = {
  key: "week",
  spanMs: SUPPLY_WEEK_WINDOWS * SUPPLY_WINDOW_MS,
  points: SUPPLY_WEEK_WINDOWS,
  refreshMs: SUPPLY_WINDOW_MS / 2,
};

/** A unit's last 7 days in whole windows of 10 minutes: entry `i` of every column belongs to `timestamps[i]`. */
export interface Week {
  /** Start of each window that holds a reading, epoch milliseconds, ascending. */
  timestamps: number[];
  /** By metric; empty columns for one that is not reported. */
  course: (metric: string) => HistorySeries;
  /** With the window that is still filling: what was outside its limits in it was so, whatever is still to come. */
  soFar: Pick<DeviceHistory, "timestamps" | "windowMs" | "metrics">;
}

/**
 * Without the window that is still filling, whose mean is not one of 10 minutes.
 *
 * @returns `null` when the platform has only wider windows
 */
export function weekOf(history: DeviceHistory): Week | null {
  const { to, windowMs, timestamps, metrics } = history;
  if (windowMs !== SUPPLY_WINDOW_MS) return null;
  const end = Date.parse(to) - windowMs;
  const whole = timestamps.filter((at) => at < end);
  const cut = (column: readonly (number | null)[] = []) => column.slice(0, whole.length);
  return {
    timestamps: whole,
    course: (metric) => ({
      min: cut(metrics[metric]?.min),
      mean: cut(metrics[metric]?.mean),
      max: cut(metrics[metric]?.max),
    }),
    soFar: history,
  };
}
