import type { ScoringPlan } from "./scoring-plan.js";

/**
 * `TOO_LATE`: its step was concluded already, or its time is none: nothing was kept. `EMPTY`: none of its values is a number. `CONCLUDE_FIRST`: the
 * reading lies so far ahead that there is no room for it; it has closed steps, so conclude those that are due and add it again.
 */
export type AddOutcome = "ADDED" | "TOO_LATE" | "EMPTY" | "CONCLUDE_FIRST";

/** Normalised values beyond say nothing more to a model. */
const CLIP = 50;
const NONE = -1;
/** Rows kept beyond a window, so that those before the last window are cleared away once in so many steps. */
const SPARE_ROWS = 16;

/**
 * The latest steps of one unit, counted from the epoch. A step that is open holds the sum and count of each feature's readings; once concluded it is
 * a row of the model's input, normalised and bridged, so that filling a window is copying it.
 */
export class UnitWindow {
  /** By open step, from `first` on in a circle, and feature: the sum of its readings, and how many they are. Beside each other: a unit is seldom in the processor's cache. */
  private readonly open: Float64Array;
  private first = 0;
  /** By concluded step, up to `end`, and feature. */
  private readonly rows: Float32Array;
  private end: number;
  /** By feature: concluded steps since the last one with a reading; no more are counted than the model bridges. */
  private readonly gaps: Uint16Array;
  /** Concluded steps in a row, up to the last, of which the model may see all features. */
  private whole = 0;
  /** Concluded steps in a row, up to the last, without any reading. */
  private silent = 0;
  /** Latest step of which a reading is or was held; there is none before the first reading. */
  private head = NONE;
  /** Latest step of which a reading was seen, kept or not. */
  private newest = NONE;
  /** The step to conclude next. */
  private next = NONE;
  /** Whether the step to conclude next follows a reading: what lies before the first one, or the first after a silence, is not concluded. */
  private started = false;

  constructor(private readonly plan: ScoringPlan) {
    const { features, openSteps, inputSize, manifest } = plan;
    this.open = new Float64Array(openSteps * features * 2);
    this.rows = new Float32Array(inputSize + SPARE_ROWS * features);
    this.end = inputSize;
    this.gaps = new Uint16Array(features).fill(manifest.maxGap);
  }

  /** A reading: its values by feature, as the manifest has them; what is no finite number is missing. */
  add(timestampMs: number, values: ArrayLike<number>, from = 0): AddOutcome {
    const { features, openSteps, lateSteps, stepMs } = this.plan;
    const step = Math.floor(timestampMs / stepMs);
    if (!(step >= 0)) return "TOO_LATE";
    if (!hasNumber(values, from, from + features)) return "EMPTY";
    if (this.head === NONE) {
      this.head = step;
      // A first reading may be late itself: those before it that are still allowed find their steps open.
      this.next = Math.max(0, step - lateSteps);
    }
    if (step < this.next) return "TOO_LATE";
    if (step > this.newest) {
      this.newest = step;
      if (!this.started && this.due() !== undefined) this.skipSilence();
    }
    if (step - this.next >= openSteps) return "CONCLUDE_FIRST";
    if (step > this.head) this.head = step;
    const { open } = this;
    let at = this.first + (step - this.next) * features * 2;
    if (at >= open.length) at -= open.length;
    for (let feature = 0; feature < features; feature++, at += 2) {
      const value = values[from + feature] as number;
      if (!Number.isFinite(value)) continue;
      open[at] = (open[at] as number) + value;
      open[at + 1] = (open[at + 1] as number) + 1;
    }
    return "ADDED";
  }

  /** The step to conclude now, or undefined while none has closed. */
  due(): number | undefined {
    return this.head !== NONE && this.next < this.newest - this.plan.lateSteps ? this.next : undefined;
  }

  /** Steps to conclude until none is due, at most: those that may hold readings, and what of a silence is concluded one by one. */
  dueSteps(): number {
    const { lateSteps, openSteps, manifest } = this.plan;
    return Math.max(0, Math.min(this.newest - lateSteps - this.next, openSteps + manifest.maxGap + 1));
  }

  /**
   * Writes the window that the model sees for the due step into `target`. False without enough data, and nothing written is of use then: the step has
   * no reading, or a feature has none for longer than the model bridges.
   */
  fill(target: Float32Array, offset: number): boolean {
    const { features, inputSize, ahead, manifest } = this.plan;
    if (this.isEmpty() || this.whole < manifest.window - 1 + ahead) return false;
    const concluded = inputSize - (1 - ahead) * features;
    target.set(this.rows.subarray(this.end - concluded, this.end), offset);
    // Without a forecast the due step is the window's last.
    return ahead === 1 || this.writeRow(target, offset + concluded);
  }

  /** The due step's mean of each feature in its own unit, NaN where it has no reading. */
  observe(target: Float64Array): void {
    const { open, first } = this;
    // Of none: 0 / 0.
    for (let feature = 0, at = first; feature < this.plan.features; feature++, at += 2) {
      target[feature] = (open[at] as number) / (open[at + 1] as number);
    }
  }

  /** Steps in a row up to the due one without any reading. */
  silentSteps(): number {
    return this.isEmpty() ? this.silent + 1 : 0;
  }

  /**
   * The due step is done with. A silence longer than the model bridges is concluded once, as a whole: what follows is
   * the next step with a reading.
   */
  conclude(): void {
    const { features, inputSize, manifest } = this.plan;
    const { open, rows, gaps, first } = this;
    this.silent = this.silentSteps();
    this.whole = this.writeRow(rows, this.end) ? this.whole + 1 : 0;
    this.end += features;
    if (this.end === rows.length) {
      rows.copyWithin(0, this.end - inputSize);
      this.end = inputSize;
    }
    for (let feature = 0, at = first; feature < features; feature++, at += 2) {
      gaps[feature] = open[at + 1] === 0 ? Math.min((gaps[feature] as number) + 1, manifest.maxGap) : 0;
      open[at] = 0;
      open[at + 1] = 0;
    }
    this.goOn(1);
    if (this.silent > manifest.maxGap) this.skipSilence();
  }

  get bytes(): number {
    return this.open.byteLength + this.rows.byteLength + this.gaps.byteLength;
  }

  /** Of the due step, as the model sees it. False when a feature has no reading for longer than the model bridges. */
  private writeRow(target: Float32Array, to: number): boolean {
    const { features, means, scales, manifest } = this.plan;
    const { open, rows, gaps, first } = this;
    const before = this.end - features;
    let whole = true;
    for (let feature = 0; feature < features; feature++) {
      const at = first + feature * 2;
      const count = open[at + 1] as number;
      if (count > 0) {
        const normal = ((open[at] as number) / count - (means[feature] as number)) / (scales[feature] as number);
        target[to + feature] = normal > CLIP ? CLIP : Math.max(normal, -CLIP);
      } else {
        target[to + feature] = rows[before + feature] as number;
        if ((gaps[feature] as number) >= manifest.maxGap) whole = false;
      }
    }
    return whole;
  }

  /** On to the next step with a reading, but never to one that may still get late ones. */
  private skipSilence(): void {
    const closed = this.newest - this.plan.lateSteps;
    if (this.head < this.next) this.goOn(Math.max(0, closed - this.next));
    else while (this.next < closed && this.isEmpty()) this.goOn(1);
    this.started = !this.isEmpty();
  }

  private goOn(steps: number): void {
    const { features, openSteps } = this.plan;
    this.next += steps;
    this.first = (this.first + (steps % openSteps) * features * 2) % this.open.length;
  }

  /** Whether the step to conclude next has no reading. */
  private isEmpty(): boolean {
    const { open, first } = this;
    for (let feature = 0; feature < this.plan.features; feature++)
      if (open[first + feature * 2 + 1] !== 0) return false;
    return true;
  }
}

function hasNumber(values: ArrayLike<number>, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (Number.isFinite(values[at])) return true;
  return false;
}
