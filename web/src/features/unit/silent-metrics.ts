import { useMemo } from "react";
import { useAtTick } from "../../realtime/live-platform.js";
import type { ReadingTrail, Trail } from "../../realtime/reading-trail.js";
import type { Unit } from "../../units/unit.js";

/**
 * Metrics a unit no longer reports although it goes on reporting others: their last values must not pass for fresh.
 * Nothing is said before the unit has been followed for `staleAfterMs`.
 */
export function silentMetrics(unit: Unit, { timestamps, values }: Trail, now: number, staleAfterMs: number): string[] {
  const since = now - staleAfterMs;
  const first = timestamps.findIndex((at) => at > since);
  // Either silent altogether, which is said elsewhere, or not followed for long enough.
  if (first <= 0) return [];
  return Object.keys(values).filter(
    (metric) => metric in unit.values && values[metric]?.slice(first).every((value) => value === null),
  );
}

export function useSilentMetrics(unit: Unit, trail: ReadingTrail, staleAfterMs: number): ReadonlySet<string> {
  const silent = useAtTick((now) => silentMetrics(unit, trail.trail.get(), now, staleAfterMs).join());
  return useMemo(() => new Set(silent === "" ? [] : silent.split(",")), [silent]);
}
