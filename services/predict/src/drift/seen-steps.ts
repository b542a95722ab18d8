import type { Distribution, ModelManifest } from "@gridwatch/models";
import { binOf } from "@gridwatch/scoring";

const HOUR_MS = 3_600_000;

/** A day: load follows the hours, and the training part has all of them. */
const HOURS = 24;

/**
 * The steps that a model has scored in the last day, counted into the bins of what its training looked like: its inputs at
 * the window's last step, and the score. Counts are kept by the hour and forgotten by the hour.
 */
export class SeenSteps {
  /** Of the inputs in order, then of the score; none when the package does not say. */
  private readonly distributions: readonly Distribution[];
  private readonly features: number;
  /** Where the bins of each distribution begin. */
  private readonly begins: number[] = [];
  /** Bins of all distributions, and behind them the steps. */
  private readonly width: number;
  private readonly counts: Float64Array;
  private hour: number;
  private slot = 0;

  constructor(
    manifest: ModelManifest,
    private readonly begun: number,
  ) {
    const { distribution } = manifest.training;
    this.features = manifest.features.length;
    this.distributions = distribution === undefined ? [] : [...distribution.inputs, distribution.score];
    let width = 0;
    for (const { shares } of this.distributions) {
      this.begins.push(width);
      width += shares.length;
    }
    this.width = width + 1;
    this.counts = new Float64Array(HOURS * this.width);
    this.hour = Math.floor(begun / HOUR_MS);
  }

  /** @param end in `input`, behind the window: its last step lies before it */
  count(input: Float32Array, end: number, score: number): void {
    const { distributions, begins, counts, features } = this;
    const from = this.slot * this.width;
    const steps = from + this.width - 1;
    counts[steps] = (counts[steps] as number) + 1;
    if (distributions.length === 0) return;
    for (let at = 0; at <= features; at++) {
      const value = at < features ? (input[end - features + at] as number) : score;
      const bin = from + (begins[at] as number) + binOf((distributions[at] as Distribution).edges, value);
      counts[bin] = (counts[bin] as number) + 1;
    }
  }

  /** To be called before counting, now and then. */
  forgetOld(now: number): void {
    const hour = Math.floor(now / HOUR_MS);
    if (hour <= this.hour) return;
    const passed = Math.min(hour - this.hour, HOURS);
    for (let i = 0; i < passed; i++) {
      this.slot = (this.slot + 1) % HOURS;
      this.counts.fill(0, this.slot * this.width, (this.slot + 1) * this.width);
    }
    this.hour = hour;
  }

  /** What is counted begins here, epoch milliseconds. */
  get since(): number {
    return Math.max(this.begun, (this.hour - HOURS + 1) * HOUR_MS);
  }

  get steps(): number {
    return this.sum(this.width - 1);
  }

  /** By distribution and bin: of the inputs in order, then of the score. */
  get bins(): number[][] {
    return this.distributions.map(({ shares }, at) => shares.map((_, bin) => this.sum((this.begins[at] ?? 0) + bin)));
  }

  private sum(column: number): number {
    let sum = 0;
    for (let slot = 0; slot < HOURS; slot++) sum += this.counts[slot * this.width + column] ?? 0;
    return sum;
  }
}
