import { grown } from "./grown.js";
import type { ScoringPlan } from "./scoring-plan.js";

/** Residuals below are no news of any signal: a fiftieth of its spread in training. Without it a constant signal alarms at its smallest step. */
const FLOOR = 0.02;
/** How fast the smoothed residual, which sees a drift, follows. */
const SMOOTH = 0.1;
/** What one step counts for in it at most, in the residual's 95 % quantile: few steps, however large, are no drift, and are not remembered as one. */
const SMOOTH_BOUND = 1.5;
/** The shape of its tail where the residuals' own is known: a mean is nearer to normal noise, whose shape is 1.6, than what it is the mean of. */
const SMOOTH_TAIL = 1.5;
/** While a unit is abnormal, it is learned from at this part of the settled rate. */
const SLOWED = 0.1;
/** And at this part of the rate at which it is learned from while it is new, lest a noisier unit than any in training stays abnormal. */
const SLOWED_NEW = 0.25;
/** From this score on, one step in some 500, the moving mean alone is learned from at a tenth of the rate: else a drift is learned on its way to the threshold. */
const UNUSUAL = 0.4;
/** Steps that what training found counts for. */
const TRAINED_STEPS = 40;
/** Bounds of ln(q95 / q50): from the tail of normal noise, since the floor makes some look shorter, to one much longer than an exponential's (1.46). */
const MIN_SPREAD = Math.log(1.96 / 0.6745);
const MAX_SPREAD = Math.log(12);
/** A Weibull tail through q50 and q95 has the shape ln(ln 20 / ln 2) / ln(q95 / q50). */
const SHAPE = Math.log(Math.log(20) / Math.LN2);
/** The least chance that a value stays as it is once more; else it is how often it has. An assumption that errs on the quiet side. */
const LEAST_STILL_CHANCE = 0.1;
/** Changes below this part of the spread are none. */
const STILL = 1e-6;
/** A score of 0.5 is a step such as comes once in 10^this. */
const HALF_SCORE_DIGITS = 4;
/** Surprise beyond is no more: e^−100. */
const MAX_SURPRISE = 100;

// What is kept of each feature, in this order.
const MEDIAN = 0;
const HIGH = 1;
const SMOOTH_MEDIAN = 2;
const SMOOTH_HIGH = 3;
const SMOOTHED = 4;
/** Longest run of equal values that came to an end, slowly forgotten. */
const LONGEST_STILL = 5;
const STILL_RUN = 6;
/** Part of the steps whose value is the one before. */
const STILL_SHARE = 7;
const LAST = 8;
const KEPT = 9;
/** A run longer than so many times the longest, and a few, is not learned whole. */
const LONGER_STILL = 2;
const SOME_STILL = 4;
/** Ways in which a feature can surprise: by a step, by a drift, by standing still. */
const WAYS = 3;

export interface CalibrationSnapshot {
  steps: number;
  /** Null: of a feature not seen yet. */
  kept: (number | null)[];
}

/**
 * What units' residuals usually are, so that the next one says how rare it is: see ADR 20. Quantiles move by a
 * bounded part at each step, so no single value, however large, is learned at once. A unit is a number, as in `UnitWindows`.
 */
export class UnitCalibrations {
  /** By unit, feature, and what is kept of it. */
  private kept = new Float64Array(0);
  /** By unit: how many it was learned from. */
  private steps = new Float64Array(0);
  /** Of a unit, in `kept`. */
  private readonly keptSize: number;
  /** What is kept of a unit from the beginning. */
  private readonly fresh: Float64Array;
  /** The rarest of all ways has as many chances as there are ways (Bonferroni): its logarithm. */
  private readonly usualSurprise: number;
  /** Of the step scored last, also while its score is not told yet. */
  private latest = 0;

  constructor(
    private readonly plan: ScoringPlan,
    units = 1,
  ) {
    this.keptSize = plan.features * KEPT;
    this.fresh = freshOf(plan);
    this.usualSurprise = Math.log(plan.features * WAYS);
    this.makeRoom(units);
  }

  /** For so many units. Those there are stay as they are. */
  makeRoom(units: number): void {
    const { fresh, keptSize } = this;
    const known = this.steps.length;
    this.kept = grown(this.kept, units * keptSize);
    this.steps = grown(this.steps, units);
    for (let unit = known; unit < units; unit++) this.kept.set(fresh, unit * keptSize);
  }

  /** The score of the plan's residuals, surprise by feature in its `surprises`; undefined while still learning, or without any residual. Call `learn` after. */
  score(unit: number): number | undefined {
    const { features, residuals, observed, surprises, sizes, smoothedSizes, scales, manifest } = this.plan;
    const { kept } = this;
    const trained = manifest.calibration?.residuals;
    let most = 0;
    let any = false;
    for (let feature = 0, at = unit * this.keptSize; feature < features; feature++, at += KEPT) {
      const residual = residuals[feature] as number;
      surprises[feature] = 0;
      if (Number.isNaN(residual)) continue;
      any = true;
      const size = logOf(Math.abs(residual));
      const high = this.of(at, HIGH);
      const before = this.of(at, SMOOTHED);
      const smoothed = before + SMOOTH * (bounded(residual, size, high) - before);
      const smoothedSize = logOf(Math.abs(smoothed));
      kept[at + SMOOTHED] = smoothed;
      sizes[feature] = size;
      smoothedSizes[feature] = smoothedSize;
      const seen = observed[feature] as number;
      // Zero is what is switched off.
      const same = Math.abs(seen - this.of(at, LAST)) <= STILL * (scales[feature] as number);
      if (same && seen !== 0) kept[at + STILL_RUN] = this.of(at, STILL_RUN) + 1;
      else this.endStillRun(at);
      kept[at + LAST] = seen;
      const median = this.of(at, MEDIAN);
      if (Number.isNaN(median)) continue;
      const rarity = Math.max(
        tail(size, median, high, trained?.tail[feature]),
        tail(smoothedSize, this.of(at, SMOOTH_MEDIAN), this.of(at, SMOOTH_HIGH), trained && SMOOTH_TAIL),
      );
      const surprise = Math.min(MAX_SURPRISE, Math.max(LN_20 * Math.exp(rarity), this.stillSurprise(at)));
      surprises[feature] = surprise;
      if (surprise > most) most = surprise;
    }
    const digits = Math.max(0, (most - this.usualSurprise) / Math.LN10);
    this.latest = digits / (digits + HALF_SCORE_DIGITS);
    return any && !this.isLearning(unit) ? this.latest : undefined;
  }

  /** Learns from the residuals just scored. `open`: an anomaly is. */
  learn(unit: number, open: boolean): void {
    const { features, residuals, sizes, smoothedSizes, manifest } = this.plan;
    const { kept } = this;
    const settled = (2 * Math.LN2) / (manifest.calibration?.forget ?? 1);
    const abnormal = open || this.latest >= manifest.threshold;
    // A new unit's first steps count for more: its quantiles are nowhere yet.
    const rate = this.rate(unit, settled, abnormal);
    const smoothRate = !abnormal && this.latest >= UNUSUAL ? SLOWED * rate : rate;
    for (let feature = 0, at = unit * this.keptSize; feature < features; feature++, at += KEPT) {
      if (Number.isNaN(residuals[feature])) continue;
      const size = sizes[feature] as number;
      const smoothedSize = smoothedSizes[feature] as number;
      if (Number.isNaN(this.of(at, MEDIAN))) this.start(at, size, smoothedSize);
      this.follow(at + MEDIAN, size, 0.5, rate);
      this.follow(at + HIGH, size, 0.95, rate);
      this.follow(at + SMOOTH_MEDIAN, smoothedSize, 0.5, smoothRate);
      this.follow(at + SMOOTH_HIGH, smoothedSize, 0.95, smoothRate);
      const isStill = this.of(at, STILL_RUN) > 0 ? 1 : 0;
      kept[at + STILL_SHARE] = this.of(at, STILL_SHARE) + rate * (isStill - this.of(at, STILL_SHARE));
      kept[at + LONGEST_STILL] = this.of(at, LONGEST_STILL) * (1 - settled / 2);
    }
    this.steps[unit] = this.stepsOf(unit) + 1;
  }

  snapshot(unit: number): CalibrationSnapshot {
    const kept = Array.from(this.keptOf(unit), (value) => (Number.isNaN(value) ? null : value));
    return { steps: this.stepsOf(unit), kept };
  }

  /** False, and as it was, when the snapshot is not one of this model's shape. */
  restore(unit: number, { steps, kept }: CalibrationSnapshot): boolean {
    const sound = (value: unknown) => value === null || Number.isFinite(value);
    if (!Number.isInteger(steps) || steps < 0 || kept.length !== this.keptSize || !kept.every(sound)) return false;
    this.keptOf(unit).set(kept.map((value) => value ?? Number.NaN));
    this.steps[unit] = steps;
    return true;
  }

  /** Of all units. */
  get bytes(): number {
    return this.kept.byteLength + this.steps.byteLength;
  }

  private keptOf(unit: number): Float64Array {
    return this.kept.subarray(unit * this.keptSize, (unit + 1) * this.keptSize);
  }

  private stepsOf(unit: number): number {
    return this.steps[unit] as number;
  }

  private isLearning(unit: number): boolean {
    return this.stepsOf(unit) < (this.plan.manifest.calibration?.learn ?? 0);
  }

  private rate(unit: number, settled: number, abnormal: boolean): number {
    const trained = this.plan.manifest.calibration?.residuals !== undefined;
    const fresh = Math.min(1, Math.max(settled, 4 / (this.stepsOf(unit) + (trained ? TRAINED_STEPS : 0) + 4)));
    if (!abnormal) return fresh;
    if (!this.isLearning(unit)) return SLOWED * settled;
    // Without what training found, nothing says yet what is abnormal.
    return trained ? SLOWED_NEW * fresh : fresh;
  }

  private of(at: number, what: number): number {
    return this.kept[at + what] as number;
  }

  private stillSurprise(at: number): number {
    const longer = this.of(at, STILL_RUN) - this.of(at, LONGEST_STILL);
    return longer > 0 ? -Math.log(Math.max(LEAST_STILL_CHANCE, this.of(at, STILL_SHARE))) * longer : 0;
  }

  private endStillRun(at: number): void {
    const longest = this.of(at, LONGEST_STILL);
    const run = Math.min(this.of(at, STILL_RUN), LONGER_STILL * longest + SOME_STILL);
    this.kept[at + LONGEST_STILL] = Math.max(longest, run);
    this.kept[at + STILL_RUN] = 0;
  }

  /** Sizes are logarithms. */
  private start(at: number, size: number, smoothedSize: number): void {
    this.kept[at + MEDIAN] = size;
    this.kept[at + HIGH] = size + 1;
    this.kept[at + SMOOTH_MEDIAN] = smoothedSize;
    this.kept[at + SMOOTH_HIGH] = smoothedSize + 1;
  }

  /** Moves a quantile towards where `level` of the values lie below it; all of them logarithms. */
  private follow(at: number, size: number, level: number, rate: number): void {
    const quantile = this.kept[at] as number;
    this.kept[at] = Math.max(LOG_FLOOR, quantile + rate * (size > quantile ? level : level - 1));
  }
}

/** What is kept of a unit before its first step. */
function freshOf({ features, manifest }: ScoringPlan): Float64Array {
  const kept = new Float64Array(features * KEPT);
  const high = manifest.calibration?.residuals?.high;
  for (let feature = 0; feature < features; feature++) {
    const at = feature * KEPT;
    kept[at + MEDIAN] = Number.NaN;
    kept[at + LAST] = Number.NaN;
    if (high !== undefined) startTrained(kept, at, Math.log(high[feature] ?? 1));
  }
  return kept;
}

/** As normal noise with this 95 % quantile (a logarithm), whose moving mean is that much smaller. */
function startTrained(kept: Float64Array, at: number, high: number): void {
  const smoothHigh = high + Math.log(SMOOTH / (2 - SMOOTH)) / 2;
  kept[at + MEDIAN] = Math.max(LOG_FLOOR, high - MIN_SPREAD);
  kept[at + HIGH] = Math.max(LOG_FLOOR, high);
  kept[at + SMOOTH_MEDIAN] = Math.max(LOG_FLOOR, smoothHigh - MIN_SPREAD);
  kept[at + SMOOTH_HIGH] = Math.max(LOG_FLOOR, smoothHigh);
}

const LOG_FLOOR = Math.log(FLOOR);
const LN_20 = Math.log(20);
const LOG_SMOOTH_BOUND = Math.log(SMOOTH_BOUND);

function logOf(value: number): number {
  return value > FLOOR ? Math.log(value) : LOG_FLOOR;
}

/** What a residual of this size counts for in the moving mean; `size` and the 95 % quantile are logarithms. */
function bounded(residual: number, size: number, high: number): number {
  return size > high + LOG_SMOOTH_BOUND ? Math.sign(residual) * SMOOTH_BOUND * Math.exp(high) : residual;
}

/**
 * How rare a size is by the Weibull distribution with this median and 95 % quantile, and the shape beyond that quantile where it is known: ln 20 times
 * e to this is −ln of the probability of one as large. All are logarithms.
 */
function tail(size: number, median: number, high: number, trained?: number): number {
  const spread = Math.min(MAX_SPREAD, Math.max(MIN_SPREAD, high - median));
  // Through the high quantile, which is nearer to what is asked about than the median.
  const times = size - Math.max(high, LOG_FLOOR + MIN_SPREAD);
  return (times > 0 && trained !== undefined ? trained : SHAPE / spread) * times;
}
