import { grown } from "./grown.js";
import type { ScoringPlan } from "./scoring-plan.js";

/**
 * `MERGED`: its step was concluded already, and later windows see it with this reading. `TOO_LATE`: no window will see its step any more, or its time is
 * none: nothing was kept. `EMPTY`: none of its values is a number. `CONCLUDE_FIRST`: the
 * reading lies so far ahead that there is no room for it; it has closed steps, so conclude those that are due and add it again.
 */
export type AddOutcome = "ADDED" | "MERGED" | "TOO_LATE" | "EMPTY" | "CONCLUDE_FIRST";

/** Normalised values beyond say nothing more to a model. */
const CLIP = 50;
const NONE = -1;
/** Rows kept beyond a window, so that those before the last window are cleared away once in so many steps. */
const SPARE_ROWS = 16;
/** In the place of how many readings a value of a row is the mean of: it is the one before; or that lies farther back than the model bridges. */
const BRIDGED = 0;
const MISSING = 255;
const MOST_READINGS = MISSING - 1;

/**
 * The latest steps of units, counted from the epoch. A step that is open holds the sum and count of each feature's readings; once concluded it is
 * a row of the model's input, normalised and bridged, so that filling a window is copying it. A unit is a number from 0 on, below what `makeRoom`
 * was told, and by it each kind of number lies in one array of all units: docs/adr/0026.
 */
export class UnitWindows {
  /** By unit, open step, from the unit's `first` on in a circle, and feature: the sum of its readings, and how many they are. */
  private open = new Float64Array(0);
  /** Of the unit's part of `open`: where the step to conclude next lies. */
  private first = new Int32Array(0);
  /** By unit, concluded step, up to the unit's `end`, and feature. */
  private rows = new Float32Array(0);
  /** Of each value in `rows`: of how many readings it is the mean, `BRIDGED` or `MISSING`. */
  private readings = new Uint8Array(0);
  /** Of the unit's part of `rows`. */
  private end = new Int32Array(0);
  /** By unit and feature: concluded steps since the last one with a reading; no more are counted than the model bridges. */
  private gaps = new Uint16Array(0);
  /** Concluded steps in a row, up to the last, of which the model may see all features. */
  private whole = new Int32Array(0);
  /** Concluded steps in a row, up to the last, with none left out between them: their rows lie side by side. */
  private unbroken = new Int32Array(0);
  /** Concluded steps in a row, up to the last, without any reading. */
  private silent = new Int32Array(0);
  /** Latest step of which a reading is or was held; there is none before the first reading. */
  private head = new Float64Array(0);
  /** Latest step of which a reading was seen, kept or not. */
  private newest = new Float64Array(0);
  /** The step to conclude next. */
  private next = new Float64Array(0);
  /** Whether the step to conclude next follows a reading: what lies before the first one, or the first after a silence, is not concluded. */
  private started = new Uint8Array(0);
  /** Of a unit, in `open` and in `rows`. */
  private readonly openSize: number;
  private readonly rowsSize: number;

  constructor(
    private readonly plan: ScoringPlan,
    units = 1,
  ) {
    const { features, openSteps, inputSize } = plan;
    this.openSize = openSteps * features * 2;
    this.rowsSize = inputSize + SPARE_ROWS * features;
    this.makeRoom(units);
  }

  /** For so many units. Those there are stay as they are. */
  makeRoom(units: number): void {
    const { features, inputSize, manifest } = this.plan;
    this.open = grown(this.open, units * this.openSize);
    this.first = grown(this.first, units);
    this.rows = grown(this.rows, units * this.rowsSize);
    this.readings = grown(this.readings, units * this.rowsSize);
    this.end = grown(this.end, units, inputSize);
    this.gaps = grown(this.gaps, units * features, manifest.maxGap);
    this.whole = grown(this.whole, units);
    this.unbroken = grown(this.unbroken, units);
    this.silent = grown(this.silent, units);
    this.head = grown(this.head, units, NONE);
    this.newest = grown(this.newest, units, NONE);
    this.next = grown(this.next, units, NONE);
    this.started = grown(this.started, units);
  }

  /** As if nothing had ever been read of the unit. */
  clear(unit: number): void {
    const { features, inputSize, manifest } = this.plan;
    this.open.fill(0, unit * this.openSize, (unit + 1) * this.openSize);
    this.rows.fill(0, unit * this.rowsSize, (unit + 1) * this.rowsSize);
    this.readings.fill(0, unit * this.rowsSize, (unit + 1) * this.rowsSize);
    this.gaps.fill(manifest.maxGap, unit * features, (unit + 1) * features);
    this.end[unit] = inputSize;
    for (const counts of [this.first, this.whole, this.unbroken, this.silent, this.started]) counts[unit] = 0;
    for (const steps of [this.head, this.newest, this.next]) steps[unit] = NONE;
  }

  /** A reading: its values by feature, as the manifest has them; what is no finite number is missing. */
  add(unit: number, timestampMs: number, values: ArrayLike<number>, from = 0): AddOutcome {
    const { features, openSteps, lateSteps, stepMs } = this.plan;
    const step = Math.floor(timestampMs / stepMs);
    if (!(step >= 0)) return "TOO_LATE";
    if (!hasNumber(values, from, from + features)) return "EMPTY";
    if (this.head[unit] === NONE) {
      this.head[unit] = step;
      // A first reading may be late itself: those before it that are still allowed find their steps open.
      this.next[unit] = Math.max(0, step - lateSteps);
    }
    if (step < (this.next[unit] as number)) return this.merge(unit, step, values, from);
    if (step > (this.newest[unit] as number)) {
      this.newest[unit] = step;
      if (this.started[unit] === 0 && this.due(unit) !== undefined) this.skipSilence(unit);
    }
    const ahead = step - (this.next[unit] as number);
    if (ahead >= openSteps) return "CONCLUDE_FIRST";
    if (step > (this.head[unit] as number)) this.head[unit] = step;
    const { open, openSize } = this;
    let place = (this.first[unit] as number) + ahead * features * 2;
    if (place >= openSize) place -= openSize;
    let at = unit * openSize + place;
    for (let feature = 0; feature < features; feature++, at += 2) {
      const value = values[from + feature] as number;
      if (!Number.isFinite(value)) continue;
      open[at] = (open[at] as number) + value;
      open[at + 1] = (open[at + 1] as number) + 1;
    }
    return "ADDED";
  }

  /** The unit says nothing any more: the steps of which readings are held are due, and one without any behind them. */
  fallSilent(unit: number): void {
    const beyond = (this.head[unit] as number) + this.plan.lateSteps + 2;
    this.newest[unit] = Math.max(this.newest[unit] as number, beyond);
  }

  /** Whether the due step lies behind all of which readings were held. */
  isBeyondReadings(unit: number): boolean {
    return (this.next[unit] as number) > (this.head[unit] as number);
  }

  /** The step to conclude now, or undefined while none has closed. */
  due(unit: number): number | undefined {
    const next = this.next[unit] as number;
    return next !== NONE && next < (this.newest[unit] as number) - this.plan.lateSteps ? next : undefined;
  }

  /** Steps to conclude until none is due, at most: those that may hold readings, and what of a silence is concluded one by one. */
  dueSteps(unit: number): number {
    const { lateSteps, openSteps, manifest } = this.plan;
    const closed = (this.newest[unit] as number) - lateSteps;
    return Math.max(0, Math.min(closed - (this.next[unit] as number), openSteps + manifest.maxGap + 1));
  }

  /**
   * Writes the window that the model sees for the due step into `target`. False without enough data, and nothing written is of use then: the step has
   * no reading, or a feature has none for longer than the model bridges.
   */
  fill(unit: number, target: Float32Array, offset: number): boolean {
    const { features, inputSize, ahead, manifest } = this.plan;
    if (this.isEmpty(unit) || (this.whole[unit] as number) < manifest.window - 1 + ahead) return false;
    const concluded = inputSize - (1 - ahead) * features;
    const end = this.endOf(unit);
    target.set(this.rows.subarray(end - concluded, end), offset);
    // Without a forecast the due step is the window's last.
    return ahead === 1 || this.writeRow(unit, target, offset + concluded);
  }

  /** The due step's mean of each feature in its own unit, NaN where it has no reading. */
  observe(unit: number, target: Float64Array): void {
    const { open } = this;
    // Of none: 0 / 0.
    for (let feature = 0, at = this.dueAt(unit); feature < this.plan.features; feature++, at += 2) {
      target[feature] = (open[at] as number) / (open[at + 1] as number);
    }
  }

  /** Steps in a row up to the due one without any reading. */
  silentSteps(unit: number): number {
    return this.isEmpty(unit) ? (this.silent[unit] as number) + 1 : 0;
  }

  /**
   * The due step is done with. A silence longer than the model bridges is concluded once, as a whole: what follows is
   * the next step with a reading.
   */
  conclude(unit: number): void {
    const { features, inputSize, manifest } = this.plan;
    const { open, rows, readings, gaps, rowsSize } = this;
    const silent = this.silentSteps(unit);
    this.silent[unit] = silent;
    const end = this.endOf(unit);
    this.whole[unit] = this.writeRow(unit, rows, end) ? (this.whole[unit] as number) + 1 : 0;
    for (let feature = 0, at = this.dueAt(unit), gap = unit * features; feature < features; feature++, at += 2, gap++) {
      const count = open[at + 1] as number;
      const before = gaps[gap] as number;
      if (count > 0) {
        readings[end + feature] = Math.min(count, MOST_READINGS);
        gaps[gap] = 0;
      } else if (before < manifest.maxGap) {
        readings[end + feature] = BRIDGED;
        gaps[gap] = before + 1;
      } else readings[end + feature] = MISSING;
      open[at] = 0;
      open[at + 1] = 0;
    }
    this.end[unit] = (this.end[unit] as number) + features;
    if (this.end[unit] === rowsSize) {
      rows.copyWithin(unit * rowsSize, end + features - inputSize, end + features);
      readings.copyWithin(unit * rowsSize, end + features - inputSize, end + features);
      this.end[unit] = inputSize;
    }
    this.unbroken[unit] = (this.unbroken[unit] as number) + 1;
    this.goOn(unit);
    if (silent > manifest.maxGap) this.skipSilence(unit);
  }

  /** Of all units. */
  get bytes(): number {
    return this.open.byteLength + this.rows.byteLength + this.readings.byteLength + this.gaps.byteLength;
  }

  /** Of a concluded step: what was said of it stays, and the windows of later ones see its mean with this reading, and so do the gaps bridged from it. */
  private merge(unit: number, step: number, values: ArrayLike<number>, from: number): AddOutcome {
    const { features, means, scales, ahead, manifest } = this.plan;
    const { rows, readings, gaps } = this;
    const seen = Math.min(this.unbroken[unit] as number, manifest.window - 1 + ahead);
    const back = (this.next[unit] as number) - step;
    if (back > seen) return "TOO_LATE";
    const end = this.endOf(unit);
    for (let feature = 0; feature < features; feature++) {
      const value = values[from + feature] as number;
      if (!Number.isFinite(value)) continue;
      const at = end - back * features + feature;
      const known = readings[at] === MISSING ? 0 : (readings[at] as number);
      const before = rows[at] as number;
      const normal = clipped((value - (means[feature] as number)) / (scales[feature] as number));
      rows[at] = before + (normal - before) / (known + 1);
      readings[at] = Math.min(known + 1, MOST_READINGS);
      for (let later = at + features, gap = 1; later < end; later += features, gap++) {
        if (readings[later] !== BRIDGED && readings[later] !== MISSING) break;
        rows[later] = rows[at] as number;
        readings[later] = gap <= manifest.maxGap ? BRIDGED : MISSING;
      }
      gaps[unit * features + feature] = Math.min(gaps[unit * features + feature] as number, back - 1);
    }
    this.silent[unit] = Math.min(this.silent[unit] as number, back - 1);
    let there = 0;
    while (there < seen * features && readings[end - 1 - there] !== MISSING) there++;
    this.whole[unit] = Math.max(this.whole[unit] as number, Math.floor(there / features));
    return "MERGED";
  }

  /** Of the due step, as the model sees it. False when a feature has no reading for longer than the model bridges. */
  private writeRow(unit: number, target: Float32Array, to: number): boolean {
    const { features, means, scales, manifest } = this.plan;
    const { open, rows, gaps } = this;
    const due = this.dueAt(unit);
    const before = this.endOf(unit) - features;
    let whole = true;
    for (let feature = 0; feature < features; feature++) {
      const at = due + feature * 2;
      const count = open[at + 1] as number;
      if (count > 0) {
        const normal = ((open[at] as number) / count - (means[feature] as number)) / (scales[feature] as number);
        target[to + feature] = clipped(normal);
      } else {
        target[to + feature] = rows[before + feature] as number;
        if ((gaps[unit * features + feature] as number) >= manifest.maxGap) whole = false;
      }
    }
    return whole;
  }

  /** On to the next step with a reading, but never to one that may still get late ones. */
  private skipSilence(unit: number): void {
    const closed = (this.newest[unit] as number) - this.plan.lateSteps;
    const next = this.next[unit] as number;
    // Of open steps without any reading each is as good as another.
    if ((this.head[unit] as number) < next) this.next[unit] = Math.max(next, closed);
    else while ((this.next[unit] as number) < closed && this.isEmpty(unit)) this.goOn(unit);
    if (this.next[unit] !== next) this.unbroken[unit] = 0;
    this.started[unit] = this.isEmpty(unit) ? 0 : 1;
  }

  private goOn(unit: number): void {
    this.next[unit] = (this.next[unit] as number) + 1;
    const first = (this.first[unit] as number) + 2 * this.plan.features;
    this.first[unit] = first < this.openSize ? first : 0;
  }

  /** Whether the step to conclude next has no reading. */
  private isEmpty(unit: number): boolean {
    const { open } = this;
    for (let feature = 0, at = this.dueAt(unit) + 1; feature < this.plan.features; feature++, at += 2)
      if (open[at] !== 0) return false;
    return true;
  }

  /** Where the step to conclude next lies in `open`. */
  private dueAt(unit: number): number {
    return unit * this.openSize + (this.first[unit] as number);
  }

  /** Where the concluded steps end in `rows`. */
  private endOf(unit: number): number {
    return unit * this.rowsSize + (this.end[unit] as number);
  }
}

function clipped(normal: number): number {
  return normal > CLIP ? CLIP : Math.max(normal, -CLIP);
}

function hasNumber(values: ArrayLike<number>, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (Number.isFinite(values[at])) return true;
  return false;
}
