import type { DeviceHistory } from "@gridwatch/contracts";
import { type Week, weekOf } from "./week.js";

export const WINDOW = 600_000;
export const START = Date.parse("2026-01-05T00:00:00Z");

/** Windows one after the other, of which the last is still filling. */
export function history(windows: number, values: Record<string, number[]>, windowMs = WINDOW): DeviceHistory {
  const timestamps = Array.from({ length: windows }, (_, window) => START + window * windowMs);
  const series = ([metric, column]: [string, number[]]) => [metric, { min: column, mean: column, max: column }];
  return {
    device: "unit-1",
    from: new Date(START).toISOString(),
    to: new Date(START + windows * windowMs).toISOString(),
    windowMs,
    timestamps,
    metrics: Object.fromEntries(Object.entries(values).map(series)),
  };
}

export function week(windows: number, values: Record<string, number[]>): Week {
  const known = weekOf(history(windows, values));
  if (known === null) throw new Error("these are windows of 10 minutes");
  return known;
}
