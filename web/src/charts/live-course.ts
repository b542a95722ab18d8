import type { DeviceHistory, HistorySeries } from "@gridwatch/contracts";
import type { Trail } from "../realtime/reading-trail.js";
import { type TimeCourse, withGaps } from "./time-course.js";

/**
 * The last `spanMs` up to `now`, the platform's time: single readings where the socket brought them, else the database's windows, so that
 * a page just opened, or a connection that was lost, shows no hole that the platform can fill.
 */
export function liveCourse(
  seed: DeviceHistory | undefined,
  trail: Trail,
  metrics: readonly string[],
  now: number,
  spanMs: number,
): TimeCourse {
  // The clock of a device may be ahead of the platform's; its newest reading is to be seen all the same.
  const to = Math.max(now, trail.timestamps.at(-1) ?? 0);
  const from = to - spanMs;
  const rows = inOrder(seed, trail).filter(({ at }) => at >= from && at <= to);
  const columns: Record<string, HistorySeries> = {};
  for (const metric of metrics) {
    const live = trail.values[metric];
    const old = seed?.metrics[metric]?.mean;
    const column = rows.map(({ source, row }) => (source === "live" ? live?.[row] : old?.[row]) ?? null);
    columns[metric] = { min: column, mean: column, max: column };
  }
  return withGaps({ from, to, windowMs: 0, timestamps: rows.map(({ at }) => at), metrics: columns });
}

interface Row {
  at: number;
  source: "live" | "seed";
  row: number;
}

/** Of the database's windows only those without a reading from the socket. */
function inOrder(seed: DeviceHistory | undefined, trail: Trail): Row[] {
  const live = trail.timestamps.map((at, row): Row => ({ at, source: "live", row }));
  if (seed === undefined) return live;
  const rows: Row[] = [];
  let next = 0;
  seed.timestamps.forEach((at, row) => {
    for (let reading = live[next]; reading !== undefined && reading.at < at; reading = live[++next]) rows.push(reading);
    const first = live[next];
    if (first === undefined || first.at >= at + seed.windowMs) rows.push({ at, source: "seed", row });
  });
  return rows.concat(live.slice(next));
}
