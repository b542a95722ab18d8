import type { AnomalyEvent, Insight } from "@gridwatch/contracts";
import { AnomalyDetectors, type DetectorSnapshot } from "./anomaly-detectors.js";
import { residualsOf } from "./residuals.js";
import { ScoredInsight } from "./scored-insight.js";
import type { ScoringPlan } from "./scoring-plan.js";
import { type CalibrationSnapshot, UnitCalibrations } from "./unit-calibrations.js";
import { type AddOutcome, UnitWindows } from "./unit-windows.js";

/** What is known of a unit beside its window, which follows from its newest readings. */
export interface UnitSnapshot {
  calibration: CalibrationSnapshot;
  detector: DetectorSnapshot;
}

/** Room is made for so many units at first, and then for a quarter more than there are. */
const FIRST_UNITS = 16;

/**
 * Units under one model, each a number that `open` gives it. `add` readings; while a step is `due`, `fill` a row of the model's input and `conclude`
 * with its row of the output, or `concludeWithout` when `fill` said that there is not enough data. What comes out depends on the readings alone,
 * never on the clock, so that a replay gives the same.
 */
export class UnitScorers {
  /** By unit. */
  private readonly devices: string[] = [];
  private room = 0;
  private readonly windows: UnitWindows;
  private readonly calibrations: UnitCalibrations;
  private readonly detectors: AnomalyDetectors;
  /** Units that have fallen silent, until their anomaly has ended. */
  private readonly silent = new Set<number>();
  /** Of a unit of which nothing is known. */
  private blank: CalibrationSnapshot | undefined;

  constructor(private readonly plan: ScoringPlan) {
    this.windows = new UnitWindows(plan, 0);
    this.calibrations = new UnitCalibrations(plan, 0);
    this.detectors = new AnomalyDetectors(plan.manifest, 0);
  }

  /** @returns the unit: 0, 1, … */
  open(device: string): number {
    const unit = this.devices.push(device) - 1;
    if (unit >= this.room) this.makeRoom(unit);
    return unit;
  }

  /** The number of a unit that is forgotten, for another one. */
  reopen(unit: number, device: string): void {
    this.devices[unit] = device;
    this.windows.clear(unit);
    this.detectors.end(unit, 0);
    this.silent.delete(unit);
    this.blank ??= new UnitCalibrations(this.plan).snapshot(0);
    this.calibrations.restore(unit, this.blank);
  }

  /** Values by feature as the manifest has them, NaN where there is none. Conclude what is due after each reading that makes it so: see `AddOutcome`. */
  add(unit: number, timestampMs: number, values: ArrayLike<number>, from = 0): AddOutcome {
    return this.windows.add(unit, timestampMs, values, from);
  }

  /** Units of which an anomaly is open. */
  get abnormal(): ReadonlyMap<number, AnomalyEvent> {
    return this.detectors.abnormal;
  }

  /** The unit says nothing any more: what is held of it becomes due, and a step behind it, at which its anomaly ends with its last step. */
  fallSilent(unit: number): void {
    this.windows.fallSilent(unit);
    this.silent.add(unit);
  }

  due(unit: number): number | undefined {
    return this.windows.due(unit);
  }

  /** Steps to conclude until none is due, at most. */
  dueSteps(unit: number): number {
    return this.windows.dueSteps(unit);
  }

  /** Of the due step. False: `concludeWithout`. */
  fill(unit: number, target: Float32Array, offset: number): boolean {
    return this.windows.due(unit) !== undefined && this.windows.fill(unit, target, offset);
  }

  /** Of the due step, by the model's output for what `fill` wrote. */
  conclude(unit: number, output: Float32Array, offset: number): Insight {
    const { windows, calibrations, detectors, plan } = this;
    const step = this.takeDue(unit);
    windows.observe(unit, plan.observed);
    windows.conclude(unit);
    residualsOf(plan, output, offset);
    const score = calibrations.score(unit);
    const at = this.endOf(step);
    if (score === undefined) {
      calibrations.learn(unit, false);
      return this.insufficient(unit, at, detectors.current(unit));
    }
    const insight = new ScoredInsight(this.deviceOf(unit), at, score, plan);
    const event = detectors.step(unit, insight);
    calibrations.learn(unit, detectors.current(unit) !== undefined);
    if (event) {
      insight.event = event;
      if (event.end === undefined) insight.reason = "ANOMALY";
    }
    return insight;
  }

  /** Of the due step, when there is not enough data. */
  concludeWithout(unit: number): Insight {
    const { windows, detectors, plan } = this;
    const step = this.takeDue(unit);
    const silent = windows.silentSteps(unit) > plan.manifest.maxGap;
    const fallenSilent = windows.isBeyondReadings(unit) && this.silent.delete(unit);
    windows.conclude(unit);
    const at = this.endOf(step);
    if (fallenSilent) return this.insufficient(unit, at, detectors.end(unit, at - plan.manifest.stepMs));
    return this.insufficient(unit, at, silent ? detectors.end(unit, at) : detectors.current(unit));
  }

  snapshot(unit: number): UnitSnapshot {
    return { calibration: this.calibrations.snapshot(unit), detector: this.detectors.snapshot(unit) };
  }

  /** False, and as it was, when the calibration is not one of this model's shape. Without a detector no anomaly is open. */
  restore(unit: number, { calibration, detector }: Pick<UnitSnapshot, "calibration"> & Partial<UnitSnapshot>): boolean {
    if (!this.calibrations.restore(unit, calibration)) return false;
    if (detector !== undefined) this.detectors.restore(unit, detector);
    return true;
  }

  /** Of the numbers kept, with the room that is empty. */
  get bytes(): number {
    return this.windows.bytes + this.calibrations.bytes;
  }

  private makeRoom(units: number): void {
    this.room = Math.max(FIRST_UNITS, Math.ceil(1.25 * units));
    for (const part of [this.windows, this.calibrations, this.detectors]) part.makeRoom(this.room);
  }

  private takeDue(unit: number): number {
    const step = this.windows.due(unit);
    if (step === undefined) throw new Error(`No step of ${this.deviceOf(unit)} is due`);
    return step;
  }

  private endOf(step: number): number {
    return (step + 1) * this.plan.manifest.stepMs;
  }

  private deviceOf(unit: number): string {
    return this.devices[unit] as string;
  }

  private insufficient(unit: number, at: number, event: AnomalyEvent | undefined): Insight {
    const device = this.deviceOf(unit);
    const insight: Insight = { v: 1, device, at, reason: "INSUFFICIENT_DATA", model: this.plan.model };
    if (event) insight.event = event;
    return insight;
  }
}
