import type { ScoringPlan } from "./scoring-plan.js";

/**
 * `TOO_LATE`: its step was concluded already, or is no number: nothing was kept. `CONCLUDE_FIRST`: the reading lies so far ahead that keeping it would
 * overwrite what steps still need; it has closed them, so conclude those that are due and add it again.
 */
export type AddOutcome = "ADDED" | "TOO_LATE" | "CONCLUDE_FIRST";

/** Normalised values beyond say nothing more to a model. */
const CLIP = 50;
const NONE = -1;

/** The latest steps of one unit: the sum and count of each feature's readings, by step. Steps are counted from the epoch. */
export class UnitWindow {
  private readonly sums: Float64Array;
  private readonly counts: Uint16Array;
  /** Latest step in the ring; nothing is held before the first reading. */
  private head = NONE;
  /** Latest step of which a reading was seen, kept or not. */
  private newest = NONE;
  /** The step to conclude next. */
  private next = NONE;
  /** Whether the step to conclude next follows a reading: what lies before the first one, or the first after a silence, is not concluded. */
  private started = false;

  constructor(private readonly plan: ScoringPlan) {
    this.sums = new Float64Array(plan.held * plan.features);
    this.counts = new Uint16Array(plan.held * plan.features);
  }

  add(timestampMs: number, feature: number, value: number): AddOutcome {
    const step = Math.floor(timestampMs / this.plan.manifest.stepMs);
    if (!(step >= 0) || !Number.isFinite(value)) return "TOO_LATE";
    if (this.head === NONE) {
      this.head = step;
      // A first reading may be late itself: those before it that are still allowed find their steps open.
      this.next = Math.max(0, step - this.plan.lateSteps);
    }
    if (step < this.next) return "TOO_LATE";
    if (step > this.newest) {
      this.newest = step;
      if (!this.started && this.due() !== undefined) this.skipSilence();
    }
    if (step > this.head && !this.advanceTo(step)) return "CONCLUDE_FIRST";
    const at = this.slot(step) + feature;
    const count = this.counts[at] ?? 0;
    // A step so full keeps the mean that it has.
    if (count < 65_535) {
      this.sums[at] = (this.sums[at] ?? 0) + value;
      this.counts[at] = count + 1;
    }
    return "ADDED";
  }

  /** The step to conclude now, or undefined while none has closed. */
  due(): number | undefined {
    return this.head !== NONE && this.next < this.newest - this.plan.lateSteps ? this.next : undefined;
  }

  /**
   * The due step is done with. A silence longer than the model bridges is concluded once, as a whole: what follows is
   * the next step with a reading.
   */
  conclude(): void {
    const silent = this.silentFor(this.next) > this.plan.manifest.maxGap;
    this.keepMeans(this.next);
    this.next += 1;
    if (silent) this.skipSilence();
  }

  /**
   * Writes the window that the model sees for `step`, normalised, into `target`. False when a feature has no reading for
   * longer than the model bridges: nothing written is of use then.
   */
  fill(step: number, target: Float32Array, offset: number): boolean {
    const { features, manifest, ahead, held } = this.plan;
    const { sums, counts } = this;
    const { window, normaliser, maxGap } = manifest;
    const last = step - ahead;
    const first = last - window + 1;
    // The latest value before the window may bridge its beginning, as far back as it is held.
    const oldest = Math.max(0, this.head - this.plan.held + 1);
    if (first < oldest) return false;
    const from = Math.max(oldest, first - maxGap);
    const begin = (from % held) * features;
    for (let feature = 0; feature < features; feature++) {
      const mean = normaliser.mean[feature] ?? 0;
      const scale = normaliser.scale[feature] || 1;
      let gap = maxGap + 1;
      let value = 0;
      let slot = begin + feature;
      let to = offset + (from - first) * features + feature;
      for (let at = from; at <= last; at++) {
        const count = at <= this.head ? (counts[slot] ?? 0) : 0;
        if (count > 0) {
          // A step that was concluded holds its mean.
          const seen = sums[slot] ?? 0;
          const normal = ((count === 1 ? seen : seen / count) - mean) / scale;
          value = normal > CLIP ? CLIP : Math.max(normal, -CLIP);
          gap = 0;
        } else gap += 1;
        if (at >= first) {
          if (gap > maxGap) return false;
          target[to] = value;
        }
        to += features;
        slot += features;
        if (slot >= sums.length) slot -= sums.length;
      }
    }
    return true;
  }

  /** The step's mean of each feature in its own unit, NaN where it has no reading. False when it has none at all. */
  observe(step: number, target: Float64Array): boolean {
    let any = false;
    for (let feature = 0; feature < this.plan.features; feature++) {
      const slot = this.slot(step) + feature;
      const count = step <= this.head ? (this.counts[slot] ?? 0) : 0;
      target[feature] = count > 0 ? (this.sums[slot] ?? 0) / count : Number.NaN;
      if (count > 0) any = true;
    }
    return any;
  }

  /** Steps in a row up to this one without any reading, as far as they are held. */
  silentFor(step: number): number {
    const oldest = Math.max(0, this.head - this.plan.held + 1);
    let steps = 0;
    for (let at = step; at >= oldest; at--) {
      if (at <= this.head && !this.isEmpty(at)) break;
      steps += 1;
    }
    return steps;
  }

  get bytes(): number {
    return this.sums.byteLength + this.counts.byteLength;
  }

  /** On to the next step with a reading, but never to one that may still get late ones. */
  private skipSilence(): void {
    const closed = this.newest - this.plan.lateSteps;
    while (this.next < closed && this.next <= this.head && this.isEmpty(this.next)) this.next += 1;
    if (this.next > this.head) this.next = Math.max(this.next, closed);
    this.started = this.next <= this.head && !this.isEmpty(this.next);
  }

  /** Nothing more comes to a step that was concluded, and its mean is asked for by every window that it lies in. */
  private keepMeans(step: number): void {
    if (step > this.head) return;
    const slot = this.slot(step);
    for (let at = slot; at < slot + this.plan.features; at++) {
      const count = this.counts[at] ?? 0;
      if (count < 2) continue;
      this.sums[at] = (this.sums[at] ?? 0) / count;
      this.counts[at] = 1;
    }
  }

  private isEmpty(step: number): boolean {
    const slot = this.slot(step);
    for (let feature = 0; feature < this.plan.features; feature++) if (this.counts[slot + feature]) return false;
    return true;
  }

  private slot(step: number): number {
    return (step % this.plan.held) * this.plan.features;
  }

  /** Makes room up to `step`, unless a step still to be concluded would lose its window by that. */
  private advanceTo(step: number): boolean {
    const { held, manifest, features } = this.plan;
    if (step - held + 1 > this.next - manifest.window - manifest.maxGap && this.due() !== undefined) return false;
    for (let at = Math.max(this.head + 1, step - held + 1); at <= step; at++) {
      const slot = this.slot(at);
      this.sums.fill(0, slot, slot + features);
      this.counts.fill(0, slot, slot + features);
    }
    this.head = step;
    return true;
  }
}
