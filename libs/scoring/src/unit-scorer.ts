import type { AnomalyEvent, Insight } from "@gridwatch/contracts";
import { AnomalyDetector, type DetectorSnapshot } from "./anomaly-detector.js";
import { residualsOf } from "./residuals.js";
import { ScoredInsight } from "./scored-insight.js";
import type { ScoringPlan } from "./scoring-plan.js";
import { type CalibrationSnapshot, UnitCalibration } from "./unit-calibration.js";
import { type AddOutcome, UnitWindow } from "./unit-window.js";

/** What is known of a unit beside its window, which follows from its newest readings. */
export interface UnitSnapshot {
  calibration: CalibrationSnapshot;
  detector: DetectorSnapshot;
}

/**
 * One unit under one model: `add` readings; while a step is `due`, `fill` a row of the model's input and `conclude` with
 * its row of the output, or `concludeWithout` when `fill` said that there is not enough data. What comes out depends on the readings alone,
 * never on the clock, so that a replay gives the same.
 */
export class UnitScorer {
  private readonly window: UnitWindow;
  private readonly calibration: UnitCalibration;
  private readonly detector: AnomalyDetector;

  constructor(
    readonly device: string,
    private readonly plan: ScoringPlan,
  ) {
    this.window = new UnitWindow(plan);
    this.calibration = new UnitCalibration(plan);
    this.detector = new AnomalyDetector(device, plan.manifest);
  }

  /** Values by feature as the manifest has them, NaN where there is none. Conclude what is due after each reading that makes it so: see `AddOutcome`. */
  add(timestampMs: number, values: ArrayLike<number>, from = 0): AddOutcome {
    return this.window.add(timestampMs, values, from);
  }

  due(): number | undefined {
    return this.window.due();
  }

  /** Steps to conclude until none is due, at most. */
  dueSteps(): number {
    return this.window.dueSteps();
  }

  /** Of the due step. False: `concludeWithout`. */
  fill(target: Float32Array, offset: number): boolean {
    return this.window.due() !== undefined && this.window.fill(target, offset);
  }

  /** Of the due step, by the model's output for what `fill` wrote. */
  conclude(output: Float32Array, offset: number): Insight {
    const step = this.takeDue();
    this.window.observe(this.plan.observed);
    this.window.conclude();
    residualsOf(this.plan, output, offset);
    const score = this.calibration.score();
    const at = this.endOf(step);
    if (score === undefined) {
      this.calibration.learn(false);
      return this.insufficient(at, this.detector.current);
    }
    const insight = new ScoredInsight(this.device, at, score, this.plan);
    const event = this.detector.step(at, score, () => insight.contributions);
    this.calibration.learn(this.detector.current !== undefined);
    if (event) {
      insight.event = event;
      if (event.end === undefined) insight.reason = "ANOMALY";
    }
    return insight;
  }

  /** Of the due step, when there is not enough data. */
  concludeWithout(): Insight {
    const step = this.takeDue();
    const silent = this.window.silentSteps() > this.plan.manifest.maxGap;
    this.window.conclude();
    const at = this.endOf(step);
    return this.insufficient(at, silent ? this.detector.gap(at) : this.detector.current);
  }

  snapshot(): UnitSnapshot {
    return { calibration: this.calibration.snapshot(), detector: this.detector.snapshot() };
  }

  /** False, and as it was, when the calibration is not one of this model's shape. Without a detector no anomaly is open. */
  restore({ calibration, detector }: Pick<UnitSnapshot, "calibration"> & Partial<UnitSnapshot>): boolean {
    if (!this.calibration.restore(calibration)) return false;
    if (detector !== undefined) this.detector.restore(detector);
    return true;
  }

  /** Of the numbers kept, without the objects around them. */
  get bytes(): number {
    return this.window.bytes + this.calibration.bytes;
  }

  private takeDue(): number {
    const step = this.window.due();
    if (step === undefined) throw new Error(`No step of ${this.device} is due`);
    return step;
  }

  private endOf(step: number): number {
    return (step + 1) * this.plan.manifest.stepMs;
  }

  private insufficient(at: number, event: AnomalyEvent | undefined): Insight {
    const insight: Insight = { v: 1, device: this.device, at, reason: "INSUFFICIENT_DATA", model: this.plan.model };
    if (event) insight.event = event;
    return insight;
  }
}
