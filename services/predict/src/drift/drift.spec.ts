import type { ModelManifest } from "@gridwatch/models";
import { type DriftPart, driftOf, driftPart } from "./drift-sum.js";
import { SeenSteps } from "./seen-steps.js";

const HOUR_MS = 3_600_000;
const START = 1_000 * HOUR_MS + 60_000;
const HALVES = { edges: [0], shares: [0.5, 0.5] };

function manifestOf(distribution: ModelManifest["training"]["distribution"]): ModelManifest {
  return {
    manifest: 1,
    name: "m",
    version: "1.0.0",
    kind: "anomaly",
    format: "onnx",
    features: [
      { name: "voltage", unit: "V" },
      { name: "current", unit: "A" },
    ],
    window: 2,
    stepMs: 1_000,
    maxGap: 1,
    normaliser: { mean: [0, 0], scale: [1, 1] },
    output: "forecast",
    threshold: 0.5,
    golden: { input: [], output: [], tolerance: 1e-4 },
    training: { data: "", rows: 0, from: "", until: "", seed: 1, command: "", ...(distribution && { distribution }) },
    metrics: {},
    author: "tests",
    licence: "MIT",
  };
}

const manifest = manifestOf({
  inputs: [HALVES, HALVES],
  score: { edges: [0.25, 0.5], shares: [0.25, 0.25, 0.5] },
});

/** Windows of two steps of two features, of which the last step counts. */
function windowOf(voltage: number, current: number): Float32Array {
  return Float32Array.of(9, 9, voltage, current);
}

describe("the steps that a model has seen", () => {
  it("are counted by the window's last step and the score", () => {
    const seen = new SeenSteps(manifest, START);
    seen.count(windowOf(-1, 1), 4, 0.3);
    seen.count(windowOf(-1, -1), 4, 0.9);
    expect(seen.steps).toBe(2);
    expect(seen.bins).toEqual([
      [2, 0],
      [1, 1],
      [0, 1, 1],
    ]);
    expect(seen.since).toBe(START);
  });

  it("are forgotten by the hour once a day has passed, also when many hours pass at once", () => {
    const seen = new SeenSteps(manifest, START);
    seen.count(windowOf(0, 0), 4, 0);
    seen.forgetOld(START + 23 * HOUR_MS);
    seen.count(windowOf(0, 0), 4, 0);
    expect(seen.steps).toBe(2);
    expect(seen.since).toBe(START);
    seen.forgetOld(START + 24 * HOUR_MS);
    expect(seen.steps).toBe(1);
    expect(seen.since).toBe(START - 60_000 + HOUR_MS);
    seen.forgetOld(START + 500 * HOUR_MS);
    expect(seen.steps).toBe(0);
    expect(seen.bins).toEqual([
      [0, 0],
      [0, 0],
      [0, 0, 0],
    ]);
  });

  it("stay when the clock is set back", () => {
    const seen = new SeenSteps(manifest, START);
    seen.count(windowOf(0, 0), 4, 0);
    seen.forgetOld(START - 10 * HOUR_MS);
    expect(seen.steps).toBe(1);
  });
});

describe("drift", () => {
  function part(steps: number, low: number, more: Partial<DriftPart> = {}): DriftPart {
    const seen = new SeenSteps(manifest, START);
    for (let i = 0; i < steps; i++) {
      seen.count(windowOf(i < low ? -1 : 1, i % 2 === 0 ? -1 : 1), 4, ((i % 4) + 0.5) / 4 - 0.125);
    }
    return { ...driftPart(manifest, seen), ...more };
  }

  it("is of the input that has moved, and of no other", () => {
    const { inputs, score, ...rest } = driftOf([part(2_000, 200)]) ?? {};
    expect(rest).toEqual({ name: "m", version: "1.0.0", since: START, replicas: 1, steps: 2_000 });
    // (0.1 − 0.5) ln 0.2 + (0.9 − 0.5) ln 1.8
    expect(inputs?.[0]).toEqual({ feature: "voltage", psi: expect.closeTo(0.87889, 4) });
    expect(inputs?.[1]).toEqual({ feature: "current", psi: 0 });
    expect(score?.psi).toBeCloseTo(0, 6);
  });

  it("is not known of few steps, nor of a package that says nothing of its training", () => {
    expect(driftOf([part(998, 0)])).toMatchObject({ inputs: [{ psi: null }, { psi: null }], score: { psi: null } });
    const silent = manifestOf(undefined);
    const seen = new SeenSteps(silent, START);
    for (let i = 0; i < 2_000; i++) seen.count(windowOf(0, 0), 4, 0);
    expect(driftOf([driftPart(silent, seen)])).toMatchObject({
      steps: 2_000,
      inputs: [
        { feature: "voltage", psi: null },
        { feature: "current", psi: null },
      ],
      score: { psi: null },
    });
  });

  it("is the sum of the replicas that have the same model", () => {
    const other = part(5_000, 0, { version: "2.0.0" });
    const sum = driftOf([other, part(600, 600), part(600, 0, { since: 5 })]);
    expect(sum).toMatchObject({ version: "1.0.0", replicas: 2, steps: 1_200, since: 5, inputs: [{ psi: 0 }, {}] });
    expect(driftOf([])).toBeUndefined();
  });
});
