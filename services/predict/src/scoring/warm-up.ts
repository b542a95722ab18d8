import type { ModelManifest } from "@gridwatch/models";

/** Messages read back for a model to warm up on, beyond the time that its manifest asks for. */
const WARM_UP_FACTOR = 1.25;

/** Steps that a unit may have begun and not concluded yet. */
const OPEN_STEPS = 3;

/** What a unit's window and what is learned of it take. */
export function warmUpMs({ window, stepMs, calibration }: ModelManifest): number {
  return (window + (calibration?.learn ?? 0)) * stepMs * WARM_UP_FACTOR;
}

/** What a unit's window takes, and the steps after it that are not concluded. */
export function windowMs({ window, maxGap, stepMs }: ModelManifest): number {
  return (window + maxGap + OPEN_STEPS) * stepMs * WARM_UP_FACTOR;
}

/** A unit that has said nothing for this long says nothing any more; of a model with long steps it may be about to say the next one. */
export function silenceMs({ maxGap, stepMs }: ModelManifest, atLeastMs: number): number {
  return Math.max(atLeastMs, (maxGap + OPEN_STEPS) * stepMs);
}
