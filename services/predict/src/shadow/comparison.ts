import type { AnomalyEvent, Insight, LoneAnomaly, ModelAliasName, ModelComparison } from "@gridwatch/contracts";
import { SCORE_BINS, shardOf } from "@gridwatch/contracts";

/** Steps of a unit that wait for the other model at most. */
const MAX_WAITING = 256;

export const MAX_LONE_ANOMALIES = 100;

/** What comparing is about, without who is compared and what it costs. */
export type Compared = Pick<ModelComparison, "steps" | "loneAnomalies"> & {
  scores: Record<ModelAliasName, number[]>;
  lone: Record<ModelAliasName, number>;
};

interface Step {
  at: number;
  score: number;
  abnormal: boolean;
  event: AnomalyEvent | undefined;
}

interface OpenAnomaly {
  event: AnomalyEvent;
  /** The other model had one open at one of its steps. */
  shared: boolean;
}

interface Unit {
  /** Of one model, in order; as soon as the other comes as far, they are compared. */
  waiting: Step[];
  waitsOf: ModelAliasName;
  open: Map<ModelAliasName, OpenAnomaly>;
}

/** Puts what two models say of the same units side by side, step by step. Each model's steps of a unit come in order. */
export class Comparison {
  private readonly units = new Map<string, Unit>();
  private readonly steps = { bothNormal: 0, bothAbnormal: 0, onlyChampion: 0, onlyShadow: 0, notBoth: 0 };
  private readonly scores = { champion: bins(), shadow: bins() };
  private readonly lone = { champion: 0, shadow: 0 };
  /** Oldest first. */
  private readonly loneAnomalies: LoneAnomaly[] = [];

  add(by: ModelAliasName, insights: readonly Insight[]): void {
    for (const { device, at, score, threshold, event } of insights) {
      if (score === undefined || threshold === undefined) continue;
      this.addStep(by, device, { at, score, abnormal: score >= threshold, event });
    }
  }

  /** The units of a shard that is scored elsewhere from now on. */
  forget(shard: number): void {
    for (const device of this.units.keys()) if (shardOf(device) === shard) this.units.delete(device);
  }

  report(): Compared {
    const { steps, scores, lone, loneAnomalies } = this;
    return { steps, scores, lone, loneAnomalies: [...loneAnomalies].reverse() };
  }

  private addStep(by: ModelAliasName, device: string, step: Step): void {
    const unit = this.unitOf(device);
    const { waiting } = unit;
    if (unit.waitsOf !== by) {
      while ((waiting[0]?.at ?? step.at) < step.at) this.dropOldest(waiting);
      const other = waiting[0];
      if (other?.at === step.at) {
        waiting.shift();
        if (by === "champion") this.compare(device, unit, step, other);
        else this.compare(device, unit, other, step);
        return;
      }
      if (other !== undefined) {
        // The other model is beyond this step, and did not score it.
        this.steps.notBoth++;
        return;
      }
      unit.waitsOf = by;
    }
    waiting.push(step);
    if (waiting.length > MAX_WAITING) this.dropOldest(waiting);
  }

  private dropOldest(waiting: Step[]): void {
    waiting.shift();
    this.steps.notBoth++;
  }

  private compare(device: string, unit: Unit, champion: Step, shadow: Step): void {
    if (champion.abnormal) this.steps[shadow.abnormal ? "bothAbnormal" : "onlyChampion"]++;
    else this.steps[shadow.abnormal ? "onlyShadow" : "bothNormal"]++;
    count(this.scores.champion, champion.score);
    count(this.scores.shadow, shadow.score);
    this.follow(device, unit, "champion", champion.event);
    this.follow(device, unit, "shadow", shadow.event);
    const [ofChampion, ofShadow] = [unit.open.get("champion"), unit.open.get("shadow")];
    if (ofChampion !== undefined && ofShadow !== undefined) {
      ofChampion.shared = true;
      ofShadow.shared = true;
    }
    if (champion.event?.end !== undefined) this.settle(device, unit, "champion", champion.at);
    if (shadow.event?.end !== undefined) this.settle(device, unit, "shadow", shadow.at);
  }

  private follow(device: string, unit: Unit, by: ModelAliasName, event: AnomalyEvent | undefined): void {
    const known = unit.open.get(by);
    // One that ended at a step that was not compared.
    if (known !== undefined && known.event.id !== event?.id) this.settle(device, unit, by, known.event.peakAt);
    if (event !== undefined) unit.open.set(by, { event, shared: unit.open.get(by)?.shared ?? false });
  }

  /** @param seenUntil taken for its end if it did not say one */
  private settle(device: string, unit: Unit, by: ModelAliasName, seenUntil: number): void {
    const open = unit.open.get(by);
    unit.open.delete(by);
    if (open === undefined || open.shared) return;
    const { start, end = seenUntil, peak, contributions } = open.event;
    this.lone[by]++;
    this.loneAnomalies.push({ by, device, start, end, peak, signal: contributions[0]?.signal });
    if (this.loneAnomalies.length > MAX_LONE_ANOMALIES) this.loneAnomalies.shift();
  }

  private unitOf(device: string): Unit {
    let unit = this.units.get(device);
    if (unit === undefined) {
      unit = { waiting: [], waitsOf: "champion", open: new Map() };
      this.units.set(device, unit);
    }
    return unit;
  }
}

function bins(): number[] {
  return new Array<number>(SCORE_BINS).fill(0);
}

function count(counts: number[], score: number): void {
  const bin = Math.min(SCORE_BINS - 1, Math.max(0, Math.floor(score * SCORE_BINS)));
  counts[bin] = (counts[bin] ?? 0) + 1;
}
