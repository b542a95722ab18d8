/**
 * The process in which the shadow scores: of the lowest priority, so that it gets what the champion leaves of the machine, and with a heap and
 * crashes of its own. It is sent the package, then messages; it ends when whoever started it is gone.
 */
import { constants, setPriority } from "node:os";
import { setImmediate } from "node:timers/promises";
import { decodeInsightBatch, decodeTelemetryBatch, type Insight, modelId } from "@gridwatch/contracts";
import { type LoadedModel, loadModel } from "@gridwatch/models";
import { PredictCounts } from "../scoring/predict-counts.js";
import { type ScorerLimits, ShardScorer } from "../scoring/shard-scorer.js";
import { Comparison } from "./comparison.js";
import type { FromShadow, ShadowFindings, ToShadow } from "./shadow-messages.js";

/** Readings taken in between two conclusions, or those of one message. */
const MAX_ROWS = 512;

const FINDINGS_EVERY_MS = 500;

type Work = Exclude<ToShadow, { kind: "begin" }>;

class ShadowScoring {
  private readonly scorers = new Map<number, ShardScorer>();
  private readonly queue: Work[] = [];
  private counts = new PredictCounts();
  private comparison = new Comparison();
  private champion: ShadowFindings["champion"];
  private since = Date.now();
  private working = false;

  constructor(
    private readonly model: LoadedModel,
    private readonly limits: ScorerLimits,
  ) {}

  take(work: Work): void {
    this.queue.push(work);
    if (this.working) return;
    this.working = true;
    this.workThrough().then(() => {
      this.working = false;
    }, end);
  }

  findings(): ShadowFindings {
    const { champion, since, counts } = this;
    return { ...this.comparison.report(), champion, since, windows: counts.scored, seconds: counts.modelSeconds };
  }

  private async workThrough(): Promise<void> {
    while (this.queue.length > 0) {
      let bytes = 0;
      const touched = new Set<ShardScorer>();
      for (let rows = 0; rows < MAX_ROWS; ) {
        const work = this.queue.shift();
        if (work === undefined) break;
        if (work.kind === "forget") this.forget(work.shard);
        else bytes += work.bytes.length;
        if (work.kind === "insights") this.hear(decodeInsightBatch(work.bytes).insights);
        if (work.kind !== "readings") continue;
        const scorer = this.scorerOf(work.shard);
        const readings = decodeTelemetryBatch(work.bytes);
        scorer.add(readings, 0, readings.devices.length);
        rows += readings.devices.length;
        touched.add(scorer);
      }
      for (const scorer of touched) {
        this.comparison.add("shadow", await scorer.conclude(false));
        this.comparison.add("shadow", await scorer.endSilent(MAX_ROWS));
      }
      send({ kind: "done", bytes });
      // What has come meanwhile is read.
      await setImmediate();
    }
  }

  private hear(insights: Insight[]): void {
    for (const { model } of insights) {
      if (model === undefined) continue;
      if (this.champion === undefined || modelId(model) !== modelId(this.champion)) this.beginAnew(model);
      break;
    }
    this.comparison.add("champion", insights);
  }

  /** With another champion. */
  private beginAnew(champion: NonNullable<ShadowFindings["champion"]>): void {
    if (this.champion !== undefined) {
      this.comparison = new Comparison();
      this.since = Date.now();
    }
    this.champion = champion;
  }

  private forget(shard: number): void {
    this.scorers.delete(shard);
    this.comparison.forget(shard);
  }

  private scorerOf(shard: number): ShardScorer {
    let scorer = this.scorers.get(shard);
    if (scorer === undefined) {
      scorer = new ShardScorer(this.model, this.limits, this.counts);
      this.scorers.set(shard, scorer);
    }
    return scorer;
  }
}

function send(message: FromShadow): void {
  // Nobody hears it when whoever started this process is gone; then it ends.
  process.send?.(message, () => undefined);
}

function end(error: unknown): void {
  process.send?.({ kind: "failed", message: (error as Error).message } satisfies FromShadow, () => process.exit(1));
}

let scoring: ShadowScoring | undefined;

async function begin({ pkg, limits }: Extract<ToShadow, { kind: "begin" }>): Promise<void> {
  const model = await loadModel(pkg);
  await model.run(Float32Array.from(pkg.manifest.golden.input), 1);
  const begun = new ShadowScoring(model, limits);
  scoring = begun;
  send({ kind: "begun", engine: model.engine });
  setInterval(() => send({ kind: "findings", findings: begun.findings() }), FINDINGS_EVERY_MS);
}

// Threads that are started later, as for TensorFlow.js, inherit it.
setPriority(constants.priority.PRIORITY_LOW);
// Pressed in a terminal it reaches both processes; the other one ends this.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(0));
process.on("message", (message: ToShadow) => {
  if (message.kind === "begin") begin(message).catch(end);
  else scoring?.take(message);
});
