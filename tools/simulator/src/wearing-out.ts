import { type Degradation, FAILURE_MODES, type FailureMode } from "./degradation/degradation.js";
import { degrade } from "./degradation/degrade.js";
import type { Random } from "./random.js";
import type { Conditions, UnitModel } from "./unit-model.js";

const HOUR_MS = 3_600_000;
/** Of what nobody has looked at: the hot spot follows the load within minutes. */
const COARSE_STEP_MS = 120_000;
/** Longer than any of them takes. */
const LONGEST_MS = 14 * 24 * HOUR_MS;

/** A unit's way to its failure, which is some 10 to 40 hours after a given time: days before that it begins, and with each reading it goes on. */
export class WearingOut {
  private readonly degradation: Degradation;
  private wornUntil: number;

  private constructor(
    readonly mode: FailureMode,
    /** Not before, as a rule; the load and chance move it by some hours. */
    readonly failsAt: number,
    private readonly random: Random,
    private readonly unit: UnitModel,
  ) {
    this.degradation = degrade(mode, random.fork(1), unit.character);
    this.wornUntil = this.onset();
  }

  /** The modes take turns over the places. */
  static draw(place: number, random: Random, unit: UnitModel, now: number): WearingOut {
    const mode = FAILURE_MODES[(place + 1) % FAILURE_MODES.length] ?? "loose-connection";
    return new WearingOut(mode, now + random.between(12, 28) * HOUR_MS, random, unit);
  }

  /** What it does to the unit at `at`, which must not go back; `undefined` when nothing yet. */
  conditions(at: number): Conditions | undefined {
    if (at < this.wornUntil) return undefined;
    while (this.wornUntil < at && !this.failed) {
      const step = Math.min(COARSE_STEP_MS, at - this.wornUntil);
      this.degradation.wear(this.unit.usualLoading(this.wornUntil), step);
      this.wornUntil += step;
    }
    return this.degradation.conditions();
  }

  get failed(): boolean {
    return this.degradation.state >= 1;
  }

  /** The later it begins, the later it fails: when it must have begun is found by halving, to half an hour. */
  private onset(): number {
    let [early, late] = [this.failsAt - LONGEST_MS, this.failsAt];
    while (late - early > HOUR_MS / 2) {
      const start = (early + late) / 2;
      if (this.failsInTime(start)) early = start;
      else late = start;
    }
    // Insulation ages at the day's peak alone: at the edge it might fail a day earlier as well.
    return late + HOUR_MS;
  }

  /** Lived through with the same random numbers. */
  private failsInTime(start: number): boolean {
    const trial = degrade(this.mode, this.random.fork(1), this.unit.character);
    for (let at = start; at < this.failsAt && trial.state < 1; at += COARSE_STEP_MS) {
      trial.wear(this.unit.usualLoading(at), COARSE_STEP_MS);
    }
    return trial.state >= 1;
  }
}
