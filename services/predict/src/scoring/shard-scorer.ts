import type { Insight, ReadingColumns } from "@gridwatch/contracts";
import type { LoadedModel, ModelManifest } from "@gridwatch/models";
import { ScoringPlan, UnitScorer, type UnitSnapshot } from "@gridwatch/scoring";
import type { PredictConfig } from "../config.js";
import type { PredictCounts } from "./predict-counts.js";
import type { Scorer } from "./scoring-run.js";

/** Of a message of insights, and what a step's takes of it, at most: names of models and signals have up to 64 letters. */
const INSIGHTS_BYTES = 400_000;
const STEP_BYTES = 800;
const SIGNAL_BYTES = 300;

/** A reading that waits for steps of its unit to be concluded. */
interface Waiting {
  readings: ReadingColumns;
  row: number;
}

interface Unit {
  scorer: UnitScorer;
  /** Whether it stands in the queue of those with a step to conclude. */
  due: boolean;
  /** End of the last step that was concluded, epoch milliseconds; 0 before the first. */
  concludedAt: number;
  /** What came behind the reading that closed the step, oldest first: what a step is must not depend on how messages are gathered. */
  waiting: Waiting[];
}

/** Scores the units of one shard under one model, many windows by one call of it. */
export class ShardScorer implements Scorer {
  private readonly plan: ScoringPlan;
  private readonly features: string[];
  private readonly known = new Map<string, Unit>();
  private due: Unit[] = [];
  private readonly input: Float32Array;

  constructor(
    private readonly model: LoadedModel,
    private readonly config: Pick<PredictConfig, "batchWindows" | "maxUnitsPerShard">,
    private readonly counts: Pick<PredictCounts, "ran" | "late" | "unwatched" | "seenBy">,
  ) {
    this.plan = new ScoringPlan(model.manifest);
    this.features = model.manifest.features.map(({ name }) => name);
    this.input = new Float32Array(config.batchWindows * this.plan.inputSize);
  }

  get units(): number {
    return this.known.size;
  }

  add(readings: ReadingColumns, from: number, to: number): void {
    const { devices } = readings;
    for (let row = from; row < to; row++) {
      const unit = this.unitOf(devices[row] as string);
      if (unit === undefined) this.counts.unwatched++;
      else if (unit.due) unit.waiting.push({ readings, row });
      else if (!this.offer(unit, readings, row)) unit.waiting.push({ readings, row });
    }
  }

  async conclude(heard: boolean): Promise<Insight[]> {
    const insights: Insight[] = [];
    while (this.due.length > 0) {
      const units = this.due;
      this.due = [];
      for (let from = 0; from < units.length; from += this.config.batchWindows) {
        await this.concludeTogether(units.slice(from, from + this.config.batchWindows), insights, heard);
      }
      for (const unit of units) this.goOn(unit);
    }
    return insights;
  }

  switchedOff(): Insight[] {
    const insights: Insight[] = [];
    for (const [device, { concludedAt }] of this.known) {
      if (concludedAt > 0) insights.push({ v: 1, device, at: concludedAt + this.model.manifest.stepMs, reason: "OFF" });
    }
    return insights;
  }

  /** What is known of the units. To be asked when every step that is due has been concluded. */
  snapshot(): [device: string, snapshot: UnitSnapshot][] {
    return Array.from(this.known, ([device, { scorer }]) => [device, scorer.snapshot()]);
  }

  /** Puts a snapshot in the place of what was learned since; of a unit whose window is empty an anomaly is not taken for open. */
  restore(units: readonly [device: string, snapshot: UnitSnapshot][]): void {
    for (const [device, snapshot] of units) {
      const isRead = this.known.has(device);
      const { calibration } = snapshot;
      this.unitOf(device)?.scorer.restore(isRead ? snapshot : { calibration });
    }
  }

  /** One step of each. */
  private async concludeTogether(units: Unit[], insights: Insight[], heard: boolean): Promise<void> {
    const { inputSize, outputSize } = this.plan;
    const filled: Unit[] = [];
    const keep = (unit: Unit, insight: Insight) => {
      unit.concludedAt = insight.at;
      insights.push(insight);
    };
    for (const unit of units) {
      if (unit.scorer.fill(this.input, filled.length * inputSize)) filled.push(unit);
      else keep(unit, unit.scorer.concludeWithout());
    }
    if (filled.length === 0) return;
    const begun = performance.now();
    const output = await this.model.run(this.input.subarray(0, filled.length * inputSize), filled.length);
    this.counts.ran(this.model, filled.length, performance.now() - begun);
    const seen = heard ? this.counts.seenBy(this.model) : undefined;
    seen?.forgetOld(Date.now());
    for (const [at, unit] of filled.entries()) {
      const insight = unit.scorer.conclude(output, at * outputSize);
      if (insight.score !== undefined) seen?.count(this.input, (at + 1) * inputSize, insight.score);
      keep(unit, insight);
    }
  }

  /** Takes in what has waited, up to the reading that closes the next step. */
  private goOn(unit: Unit): void {
    unit.due = false;
    this.queueIfDue(unit);
    let taken = 0;
    while (!unit.due && taken < unit.waiting.length) {
      const { readings, row } = unit.waiting[taken] as Waiting;
      // One that would overwrite what the due steps need has made them due, and comes again after them.
      if (this.offer(unit, readings, row)) taken++;
    }
    unit.waiting.splice(0, taken);
  }

  /** Returns whether the reading was taken in; one that was not waits for the unit's steps to be concluded. */
  private offer(unit: Unit, readings: ReadingColumns, row: number): boolean {
    const timestamp = readings.timestamps[row] as number;
    let late = false;
    for (let feature = 0; feature < this.features.length; feature++) {
      const value = readings.metrics[this.features[feature] as string]?.[row];
      if (value === null || value === undefined) continue;
      const outcome = unit.scorer.add(timestamp, feature, value);
      if (outcome === "CONCLUDE_FIRST") {
        // Only a reading's first value can be ahead of its unit: nothing of it was kept.
        this.queueIfDue(unit);
        return false;
      }
      late ||= outcome === "TOO_LATE";
    }
    if (late) this.counts.late++;
    this.queueIfDue(unit);
    return true;
  }

  private queueIfDue(unit: Unit): void {
    if (unit.due || unit.scorer.due() === undefined) return;
    unit.due = true;
    this.due.push(unit);
  }

  /** `undefined` when there are too many. */
  private unitOf(device: string): Unit | undefined {
    const known = this.known.get(device);
    if (known !== undefined) return known;
    if (this.known.size >= this.config.maxUnitsPerShard) return undefined;
    const unit: Unit = { scorer: new UnitScorer(device, this.plan), due: false, concludedAt: 0, waiting: [] };
    this.known.set(device, unit);
    return unit;
  }
}

/** Readings taken in between two conclusions at most: as a rule a reading closes one step at most, and a message takes a megabyte. */
export function rowsAtOnce({ features }: ModelManifest): number {
  return Math.max(1, Math.floor(INSIGHTS_BYTES / (STEP_BYTES + features.length * SIGNAL_BYTES)));
}
