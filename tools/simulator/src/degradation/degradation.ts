import type { Conditions } from "../unit-model.js";

export const FAILURE_MODES = ["winding-insulation", "loose-connection", "output-capacitor", "input-supply"] as const;

/** What wears out. Each has a file here with its physics. */
export type FailureMode = (typeof FAILURE_MODES)[number];

/** A unit's way to its failure. */
export interface Degradation {
  /** 0, as new, to 1, failed. */
  readonly state: number;
  /** What it does to the unit now. */
  conditions(): Conditions;
  /** @param loading of an ordinary unit at this time, S / rated S */
  wear(loading: number, elapsedMs: number): void;
}
