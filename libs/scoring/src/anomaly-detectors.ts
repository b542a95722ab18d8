import type { AnomalyEvent, Contribution } from "@gridwatch/contracts";
import type { ModelManifest } from "@gridwatch/models";
import { grown } from "./grown.js";

/** Steps that are remembered at most. */
const LONGEST = 31;

/** What is remembered of a unit. */
export interface DetectorSnapshot {
  recent: number;
  calm: number;
  open?: AnomalyEvent | undefined;
}

/** What is found of a unit at a step. */
export interface DetectedStep {
  readonly device: string;
  readonly at: number;
  readonly score: number;
  /** Asked only when the step is an anomaly's peak. */
  readonly contributions: Contribution[];
}

/** Opens and closes units' anomalies by their scores, with hysteresis. A unit is a number, as in `UnitWindows`. */
export class AnomalyDetectors {
  /** By unit: the last `of` steps, one bit each, the latest lowest. */
  private recent = new Int32Array(0);
  /** By unit, while an anomaly is open: steps in a row below what closes it. */
  private calm = new Int32Array(0);
  /** Few have one. */
  private readonly open = new Map<number, AnomalyEvent>();

  private readonly threshold: number;
  /** Opens with so many of the last `of` steps; these are of what `recent` holds, one bit each. */
  private readonly opensWith: number;
  private readonly ofRecent: number;
  private readonly close: { below: number; steps: number };

  constructor({ threshold, open = { steps: 1, of: 1 }, close }: ModelManifest, units = 1) {
    const of = Math.min(open.of, LONGEST);
    this.threshold = threshold;
    this.opensWith = Math.min(open.steps, of);
    this.ofRecent = 2 ** of - 1;
    this.close = close ?? { below: threshold, steps: 1 };
    this.makeRoom(units);
  }

  /** For so many units. Those there are stay as they are. */
  makeRoom(units: number): void {
    this.recent = grown(this.recent, units);
    this.calm = grown(this.calm, units);
  }

  /** The anomaly open at this step or ending with it. */
  step(unit: number, step: DetectedStep): AnomalyEvent | undefined {
    const { device, at, score } = step;
    const recent = (((this.recent[unit] as number) << 1) | (score >= this.threshold ? 1 : 0)) & this.ofRecent;
    this.recent[unit] = recent;
    const open = this.open.get(unit);
    if (!open) {
      if (bits(recent) < this.opensWith) return undefined;
      this.calm[unit] = 0;
      return this.keep(unit, {
        id: `${device}:${at}`,
        start: at,
        peak: score,
        peakAt: at,
        contributions: step.contributions,
      });
    }
    if (score > open.peak) {
      this.keep(unit, { ...open, peak: score, peakAt: at, contributions: step.contributions });
    }
    const calm = score < this.close.below ? (this.calm[unit] as number) + 1 : 0;
    this.calm[unit] = calm;
    return calm >= this.close.steps ? this.end(unit, at) : this.open.get(unit);
  }

  /** After a silence longer than the model bridges: the anomaly, if one is open, ends as it stands, and what had begun is forgotten. */
  end(unit: number, at: number): AnomalyEvent | undefined {
    const open = this.open.get(unit);
    this.open.delete(unit);
    this.recent[unit] = 0;
    this.calm[unit] = 0;
    return open && { ...open, end: at };
  }

  /** Units of which an anomaly is open. */
  get abnormal(): ReadonlyMap<number, AnomalyEvent> {
    return this.open;
  }

  /** The anomaly that is open. */
  current(unit: number): AnomalyEvent | undefined {
    return this.open.get(unit);
  }

  snapshot(unit: number): DetectorSnapshot {
    return { recent: this.recent[unit] as number, calm: this.calm[unit] as number, open: this.open.get(unit) };
  }

  restore(unit: number, { recent, calm, open }: DetectorSnapshot): void {
    this.recent[unit] = recent;
    this.calm[unit] = calm;
    if (open) this.open.set(unit, open);
    else this.open.delete(unit);
  }

  private keep(unit: number, event: AnomalyEvent): AnomalyEvent {
    this.open.set(unit, event);
    return event;
  }
}

function bits(value: number): number {
  let count = 0;
  for (let rest = value; rest; rest &= rest - 1) count += 1;
  return count;
}
