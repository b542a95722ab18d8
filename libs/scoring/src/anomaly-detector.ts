import type { AnomalyEvent, Contribution } from "@gridwatch/contracts";
import type { ModelManifest } from "@gridwatch/models";

/** What a detector remembers. */
export interface DetectorSnapshot {
  recent: number;
  calm: number;
  open?: AnomalyEvent | undefined;
}

/** Opens and closes one unit's anomalies by its scores, with hysteresis. */
export class AnomalyDetector {
  /** The last `of` steps, one bit each, the latest lowest. */
  private recent = 0;
  private calm = 0;
  private open: AnomalyEvent | undefined;

  constructor(
    private readonly device: string,
    private readonly manifest: ModelManifest,
  ) {}

  /** The anomaly open at this step or ending with it. `contributions` is asked only when the step is the event's peak. */
  step(at: number, score: number, contributions: () => Contribution[]): AnomalyEvent | undefined {
    const { threshold, open = { steps: 1, of: 1 }, close = { below: threshold, steps: 1 } } = this.manifest;
    const of = Math.min(open.of, 31);
    this.recent = ((this.recent << 1) | (score >= threshold ? 1 : 0)) & (2 ** of - 1);
    if (!this.open) {
      if (bits(this.recent) < Math.min(open.steps, of)) return undefined;
      this.calm = 0;
      this.open = { id: `${this.device}:${at}`, start: at, peak: score, peakAt: at, contributions: contributions() };
      return this.open;
    }
    if (score > this.open.peak) this.open = { ...this.open, peak: score, peakAt: at, contributions: contributions() };
    this.calm = score < close.below ? this.calm + 1 : 0;
    return this.calm >= close.steps ? this.end(at) : this.open;
  }

  /** A silence longer than the model bridges: the anomaly, if one is open, ends as it stands. */
  gap(at: number): AnomalyEvent | undefined {
    return this.open ? this.end(at) : this.forget();
  }

  get current(): AnomalyEvent | undefined {
    return this.open;
  }

  snapshot(): DetectorSnapshot {
    return { recent: this.recent, calm: this.calm, open: this.open };
  }

  restore({ recent, calm, open }: DetectorSnapshot): void {
    this.recent = recent;
    this.calm = calm;
    this.open = open;
  }

  private end(at: number): AnomalyEvent | undefined {
    const ended = this.open ? { ...this.open, end: at } : undefined;
    this.forget();
    return ended;
  }

  private forget(): undefined {
    this.open = undefined;
    this.recent = 0;
    this.calm = 0;
    return undefined;
  }
}

function bits(value: number): number {
  let count = 0;
  for (let rest = value; rest; rest &= rest - 1) count += 1;
  return count;
}
