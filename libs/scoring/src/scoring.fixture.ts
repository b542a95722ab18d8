import type { Insight } from "@gridwatch/contracts";
import type { ModelManifest } from "@gridwatch/models";
import { ScoringPlan } from "./scoring-plan.js";
import { UnitScorers } from "./unit-scorers.js";

export const STEP_MS = 5_000;
const VOLTAGES = ["input_voltage", "out_voltage1", "out_voltage2", "out_voltage3"];
const CURRENTS = ["input_current", "out_current1", "out_current2", "out_current3"];
export const SIGNALS = [...VOLTAGES, ...CURRENTS];

export function manifestOf(changes: Partial<ModelManifest> = {}): ModelManifest {
  return {
    manifest: 1,
    name: "persistence",
    version: "1.0.0",
    kind: "anomaly",
    format: "onnx",
    features: SIGNALS.map((name) => ({ name, unit: name.includes("voltage") ? "V" : "A" })),
    window: 32,
    stepMs: STEP_MS,
    maxGap: 3,
    normaliser: {
      mean: SIGNALS.map((name) => (name.includes("voltage") ? 230 : 20)),
      scale: SIGNALS.map((name) => (name.includes("voltage") ? 3 : 5)),
    },
    output: "forecast",
    calibration: { learn: 200, forget: 2_000 },
    threshold: 0.5,
    open: { steps: 2, of: 4 },
    close: { below: 0.3, steps: 10 },
    golden: { input: [], output: [], tolerance: 1e-4 },
    training: { data: "none", rows: 0, from: "", until: "", seed: 1, command: "" },
    metrics: {},
    author: "test",
    licence: "MIT",
    ...changes,
  };
}

/** Uniform in 0..1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function normalOf(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export type Reading = [timestampMs: number, feature: number, value: number];

/** A healthy unit with a daily load; `noise` multiplies what it fluctuates by, `change` puts a fault in. */
export function readingsOf(
  seed: number,
  from: number,
  steps: number,
  noise = 1,
  change: (step: number, feature: number, value: number) => number | undefined = (_step, _feature, value) => value,
): Reading[] {
  const normal = normalOf(randomOf(seed));
  const readings: Reading[] = [];
  for (let step = from; step < from + steps; step++) {
    const load = 20 + 6 * Math.sin((2 * Math.PI * step) / 17_280);
    for (let feature = 0; feature < SIGNALS.length; feature++) {
      const healthy = feature < VOLTAGES.length ? 230 + 0.5 * noise * normal() : load + 0.6 * noise * normal();
      const value = change(step, feature, healthy);
      if (value !== undefined) readings.push([step * STEP_MS + 100 + feature, feature, value]);
    }
  }
  return readings;
}

/** The trivial model: the next step is the mean of the last ones. */
function forecast(plan: ScoringPlan, input: Float32Array, output: Float32Array): void {
  const { window } = plan.manifest;
  for (let feature = 0; feature < plan.features; feature++) {
    let sum = 0;
    for (let step = window - 8; step < window; step++) sum += input[step * plan.features + feature] ?? 0;
    output[feature] = sum / 8;
  }
}

/** Runs readings through a unit as a service does. */
export class Run {
  readonly insights: Insight[] = [];
  late = 0;
  readonly unit: number;
  private readonly input: Float32Array;
  private readonly output: Float32Array;

  constructor(
    private readonly plan = new ScoringPlan(manifestOf()),
    device = "unit-1",
    readonly scorers = new UnitScorers(plan),
  ) {
    this.unit = scorers.open(device);
    this.input = new Float32Array(plan.inputSize);
    this.output = new Float32Array(plan.outputSize);
  }

  add(readings: Reading[]): this {
    for (const [at, feature, value] of readings) {
      const values = new Array<number>(this.plan.features).fill(Number.NaN);
      values[feature] = value;
      for (;;) {
        const outcome = this.scorers.add(this.unit, at, values);
        if (outcome === "TOO_LATE") this.late += 1;
        this.conclude();
        if (outcome !== "CONCLUDE_FIRST") break;
      }
    }
    return this;
  }

  private conclude(): void {
    const { scorers, unit } = this;
    while (scorers.due(unit) !== undefined) {
      if (!scorers.fill(unit, this.input, 0)) {
        this.insights.push(scorers.concludeWithout(unit));
        continue;
      }
      forecast(this.plan, this.input, this.output);
      this.insights.push(scorers.conclude(unit, this.output, 0));
    }
  }
}
