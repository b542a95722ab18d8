import type { AnomalyEvent, Insight, ReadingColumns } from "@gridwatch/contracts";
import type { LoadedModel, ModelManifest } from "@gridwatch/models";
import { ScoringPlan, UnitScorers, type UnitSnapshot } from "@gridwatch/scoring";
import type { PredictConfig } from "../config.js";
import type { PredictCounts } from "./predict-counts.js";
import type { Scorer } from "./scoring-run.js";
import { silenceMs } from "./warm-up.js";

/** Of a message of insights, of which the server takes a megabyte, and of what a step takes of it at most. Numbers have up to 24 letters, other names up to 64. */
const INSIGHTS_BYTES = 750_000;
const STEP_BYTES = 800;
/** Once in the step's contributions, and once more in those of an anomaly at its peak. */
const SIGNAL_BYTES = 2 * 115;

/** Windows by one call, which holds up all else in the process; TensorFlow.js is three times as fast in larger batches, ONNX Runtime hardly (ADR 26). */
export const BATCH_WINDOWS: Readonly<Record<LoadedModel["engine"], number>> = { onnx: 16, tfjs: 128 };

export type ScorerLimits = Pick<PredictConfig, "batchWindows" | "maxUnitsPerShard" | "silentAfterMs">;

/** A unit as it is kept, and the end of the last step that was concluded, epoch milliseconds; an earlier version did not keep that. */
export type KnownUnit = [device: string, snapshot: UnitSnapshot & { concludedAt?: number }];

/** A reading that waits for steps of its unit to be concluded. */
interface Waiting {
  timestamp: number;
  /** By feature, NaN where there is none. */
  values: Float64Array;
}

/** Scores the units of one shard under one model, many windows by one call of it. */
export class ShardScorer implements Scorer {
  private readonly plan: ScoringPlan;
  /** Of the readings just taken in: by row and feature, NaN where there is none. */
  private values = new Float64Array(0);
  private readonly scorers: UnitScorers;
  private readonly known = new Map<string, number>();
  /** By unit: end of the last step that was concluded, epoch milliseconds; 0 before the first. */
  private readonly concludedAt: number[] = [];
  /** By unit: when its last reading was received, epoch milliseconds; 0 before the first. */
  private readonly heardAt: number[] = [];
  /** The newest of those. */
  private newestHeardAt = 0;
  /** Ends of anomalies which are still to be told: of units that had fallen silent before this one began, and of the model before. */
  private readonly ended: Insight[] = [];
  /** No unit that is known will have been silent for long enough before, epoch milliseconds. */
  private fullUntil = 0;
  /** Units with a step to conclude. */
  private due: number[] = [];
  private dueSteps = 0;
  /** By unit, what came behind the reading that closed the step, oldest first: what a step is must not depend on how messages are gathered. */
  private readonly waiting = new Map<number, Waiting[]>();
  private readonly input: Float32Array;
  private readonly batch: number;
  /** Of a unit that falls silent what is concluded before its time, milliseconds. */
  private readonly toldAhead: number;
  private readonly silenceMs: number;

  constructor(
    private readonly model: LoadedModel,
    private readonly config: ScorerLimits,
    private readonly counts: Pick<PredictCounts, "ran" | "late" | "unwatched" | "seenBy">,
  ) {
    this.plan = new ScoringPlan(model.manifest);
    this.scorers = new UnitScorers(this.plan);
    // Those that late readings might still have found, and the one behind them.
    this.toldAhead = (this.plan.lateSteps + 2) * this.plan.stepMs;
    this.silenceMs = silenceMs(model.manifest, config.silentAfterMs);
    this.batch = config.batchWindows || BATCH_WINDOWS[model.engine];
    this.input = new Float32Array(this.batch * this.plan.inputSize);
  }

  get units(): number {
    return this.known.size;
  }

  get stepsToConclude(): number {
    return this.dueSteps;
  }

  add(readings: ReadingColumns, from: number, to: number): void {
    const { devices, timestamps, receivedAt, metrics } = readings;
    const { features } = this.plan;
    const values = this.byRow(metrics, from, to);
    for (let row = from, at = 0; row < to; row++, at += features) {
      const unit = this.unitOf(devices[row] as string, receivedAt[row] as number);
      const timestamp = timestamps[row] as number;
      if (unit === undefined) {
        this.counts.unwatched++;
        continue;
      }
      this.heardAt[unit] = receivedAt[row] as number;
      if (this.newestHeardAt < this.heardOf(unit)) this.newestHeardAt = this.heardOf(unit);
      if (this.isDue(unit) || !this.offer(unit, timestamp, values, at)) {
        this.wait(unit, { timestamp, values: values.slice(at, at + features) });
      }
    }
  }

  async conclude(heard: boolean): Promise<Insight[]> {
    const insights: Insight[] = [];
    while (this.due.length > 0) {
      const units = this.due;
      this.due = [];
      for (let from = 0; from < units.length; from += this.batch) {
        await this.concludeTogether(units.slice(from, from + this.batch), insights, heard);
      }
      for (const unit of units) this.goOn(unit);
    }
    this.dueSteps = 0;
    return insights;
  }

  switchedOff(): Insight[] {
    const insights: Insight[] = [];
    for (const [device, unit] of this.known) {
      const concludedAt = this.concludedAt[unit] as number;
      if (concludedAt === 0) continue;
      const open = this.scorers.abnormal.get(unit);
      const event = open === undefined ? {} : { event: { ...open, end: concludedAt } };
      insights.push({ v: 1, device, at: concludedAt + this.plan.stepMs, reason: "OFF", ...event });
    }
    return insights;
  }

  get anomalies(): number {
    return this.scorers.abnormal.size + this.ended.length;
  }

  async endSilent(most: number, now = this.newestHeardAt): Promise<Insight[]> {
    const since = now - this.silenceMs;
    const told = this.ended.splice(0, most);
    const stepsOfOne = this.plan.openSteps + 1;
    for (const unit of this.scorers.abnormal.keys()) {
      if (told.length + this.dueSteps + stepsOfOne > most) break;
      if (this.heardOf(unit) >= since || this.isDue(unit)) continue;
      this.scorers.fallSilent(unit);
      this.queueIfDue(unit);
    }
    return told.concat(await this.conclude(true));
  }

  /** Forgets the unit that has been silent for longest, if that is long enough: its number is free. */
  private release(receivedAt: number): number | undefined {
    if (receivedAt < this.fullUntil) return undefined;
    let longest: [device: string, unit: number] | undefined;
    for (const entry of this.known) {
      if (this.isDue(entry[1]) || this.waiting.has(entry[1])) continue;
      if (longest === undefined || this.heardOf(entry[1]) < this.heardOf(longest[1])) longest = entry;
    }
    if (longest === undefined) return undefined;
    const [device, unit] = longest;
    this.fullUntil = this.heardOf(unit) + this.silenceMs;
    if (receivedAt < this.fullUntil) return undefined;
    const open = this.scorers.abnormal.get(unit);
    if (open !== undefined) this.ended.push(this.endOf(device, open, this.concludedAt[unit] as number));
    this.known.delete(device);
    this.concludedAt[unit] = 0;
    this.heardAt[unit] = 0;
    return unit;
  }

  private heardOf(unit: number): number {
    return this.heardAt[unit] as number;
  }

  /** What is said of a unit after its last step, as nothing more is read of it. */
  private endOf(device: string, open: AnomalyEvent, concludedAt: number): Insight {
    const event = { ...open, end: concludedAt };
    const at = concludedAt + this.plan.stepMs;
    return { v: 1, device, at, reason: "INSUFFICIENT_DATA", model: this.plan.model, event };
  }

  /** What is known of the units. To be asked when every step that is due has been concluded. */
  snapshot(): KnownUnit[] {
    return Array.from(this.known, ([device, unit]) => {
      return [device, { ...this.scorers.snapshot(unit), concludedAt: this.concludedAt[unit] as number }];
    });
  }

  /** Puts a snapshot in the place of what was learned since; of a unit whose window is empty the anomaly has ended. */
  restore(units: readonly KnownUnit[]): void {
    for (const [device, snapshot] of units) {
      const isRead = this.known.has(device);
      const { calibration, detector, concludedAt } = snapshot;
      const unit = this.unitOf(device);
      if (unit === undefined) continue;
      this.scorers.restore(unit, isRead ? snapshot : { calibration });
      this.noteConcluded(unit, concludedAt);
      if (isRead || detector.open === undefined || concludedAt === undefined) continue;
      this.ended.push(this.endOf(device, detector.open, concludedAt));
    }
  }

  /**
   * Of steps that were told of under another model nothing more is told, but how its anomalies ended: with the last of those steps, unless
   * this model has found the same one.
   */
  goOnFrom(before: ShardScorer): void {
    this.ended.push(...before.ended);
    for (const [device, unit] of before.known) {
      const own = this.known.get(device);
      const at = before.concludedAt[unit] as number;
      if (own !== undefined) this.noteConcluded(own, at);
      const open = before.scorers.abnormal.get(unit);
      if (open === undefined || (own !== undefined && this.scorers.abnormal.get(own)?.id === open.id)) continue;
      const { model } = before.plan;
      this.ended.push({ v: 1, device, at, reason: "ANOMALY", model, event: { ...open, end: at } });
    }
  }

  private noteConcluded(unit: number, at = 0): void {
    this.concludedAt[unit] = Math.max(this.concludedAt[unit] as number, at);
  }

  /** One step of each. */
  private async concludeTogether(units: number[], insights: Insight[], heard: boolean): Promise<void> {
    const { scorers, input, concludedAt } = this;
    const { inputSize, outputSize } = this.plan;
    const filled: number[] = [];
    const keep = (unit: number, insight: Insight) => {
      const before = concludedAt[unit] as number;
      // What was left open of a silent unit has been told, by the model or the replica before.
      if (insight.at <= before && insight.at > before - this.toldAhead) return;
      concludedAt[unit] = insight.at;
      insights.push(insight);
    };
    for (const unit of units) {
      if (scorers.fill(unit, input, filled.length * inputSize)) filled.push(unit);
      else keep(unit, scorers.concludeWithout(unit));
    }
    if (filled.length === 0) return;
    const begun = performance.now();
    const output = await this.model.run(input.subarray(0, filled.length * inputSize), filled.length);
    this.counts.ran(this.model, filled.length, performance.now() - begun);
    const seen = heard ? this.counts.seenBy(this.model) : undefined;
    seen?.forgetOld(Date.now());
    for (let at = 0; at < filled.length; at++) {
      const unit = filled[at] as number;
      const insight = scorers.conclude(unit, output, at * outputSize);
      if (insight.score !== undefined) seen?.count(input, (at + 1) * inputSize, insight.score);
      keep(unit, insight);
    }
  }

  private wait(unit: number, reading: Waiting): void {
    const waiting = this.waiting.get(unit);
    if (waiting === undefined) this.waiting.set(unit, [reading]);
    else waiting.push(reading);
    this.dueSteps++;
  }

  /** Takes in what has waited, up to the reading that closes the next step. */
  private goOn(unit: number): void {
    this.queueIfDue(unit);
    const waiting = this.waiting.get(unit);
    if (waiting === undefined) return;
    let taken = 0;
    while (!this.isDue(unit) && taken < waiting.length) {
      const { timestamp, values } = waiting[taken] as Waiting;
      // One for which there is no room has made steps due, and comes again after them.
      if (this.offer(unit, timestamp, values)) taken++;
    }
    if (taken === waiting.length) this.waiting.delete(unit);
    else waiting.splice(0, taken);
  }

  /** To a unit of which no step is due. Returns whether the reading was taken in; one that was not waits for the unit's steps to be concluded. */
  private offer(unit: number, timestamp: number, values: Float64Array, from = 0): boolean {
    const outcome = this.scorers.add(unit, timestamp, values, from);
    if (outcome === "TOO_LATE") this.counts.late++;
    this.queueIfDue(unit);
    return outcome !== "CONCLUDE_FIRST";
  }

  private isDue(unit: number): boolean {
    return this.scorers.due(unit) !== undefined;
  }

  private queueIfDue(unit: number): void {
    if (!this.isDue(unit)) return;
    this.due.push(unit);
    this.dueSteps += this.scorers.dueSteps(unit);
  }

  /** What the model reads of some rows, column by column, as they lie in memory. */
  private byRow(metrics: ReadingColumns["metrics"], from: number, to: number): Float64Array {
    const { features, signals } = this.plan;
    if (this.values.length < (to - from) * features) this.values = new Float64Array((to - from) * features);
    const { values } = this;
    for (let feature = 0; feature < features; feature++) {
      const column = metrics[signals[feature] as string];
      // What may be null is an object to V8, one per value: a column without any is read as numbers.
      const whole = column !== undefined && !column.includes(null);
      if (whole) for (let row = from, at = feature; row < to; row++, at += features) values[at] = column[row] as number;
      else for (let row = from, at = feature; row < to; row++, at += features) values[at] = column?.[row] ?? Number.NaN;
    }
    return values;
  }

  /** `undefined` when there are too many, and none of them has fallen silent. */
  private unitOf(device: string, receivedAt = 0): number | undefined {
    const known = this.known.get(device);
    if (known !== undefined) return known;
    if (this.known.size >= this.config.maxUnitsPerShard) {
      const released = this.release(receivedAt);
      if (released === undefined) return undefined;
      this.scorers.reopen(released, device);
      this.known.set(device, released);
      return released;
    }
    const unit = this.scorers.open(device);
    this.known.set(device, unit);
    this.concludedAt.push(0);
    this.heardAt.push(0);
    return unit;
  }
}

/** Steps concluded together at most, so that what is said of them fits into a message. */
export function stepsAtOnce({ features }: ModelManifest): number {
  const bytes = features.reduce((sum, { name }) => sum + SIGNAL_BYTES + 2 * name.length, STEP_BYTES);
  return Math.max(1, Math.floor(INSIGHTS_BYTES / bytes));
}
