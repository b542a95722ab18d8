import type { ModelManifest } from "@gridwatch/models";

/** Messages read back for a model to warm up on, beyond the time that its manifest asks for. */
const WARM_UP_FACTOR = 1.25;

/** Steps beyond the window that are read back where a state is known: those not concluded yet, and a gap. */
const OPEN_STEPS = 3;

/** What a unit's window and what is learned of it take. */
export function warmUpMs({ window, stepMs, calibration }: ModelManifest): number {
  return (window + (calibration?.learn ?? 0)) * stepMs * WARM_UP_FACTOR;
}

/** What a unit's window takes, and the steps after it that are not concluded. */
export function windowMs({ window, maxGap, stepMs }: ModelManifest): number {
  return (window + maxGap + OPEN_STEPS) * stepMs * WARM_UP_FACTOR;
}
