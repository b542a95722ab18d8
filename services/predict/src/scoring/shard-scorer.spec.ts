import type { ReadingColumns } from "@gridwatch/contracts";
import type { LoadedModel, ModelManifest } from "@gridwatch/models";
import { PredictCounts } from "./predict-counts.js";
import { ShardScorer } from "./shard-scorer.js";

const manifest: ModelManifest = {
  manifest: 1,
  name: "constant",
  version: "1.0.0",
  kind: "anomaly",
  format: "onnx",
  features: [{ name: "input_voltage", unit: "V" }],
  window: 2,
  stepMs: 1_000,
  maxGap: 1,
  normaliser: { mean: [230], scale: [1] },
  output: "forecast",
  calibration: { learn: 1, forget: 100 },
  threshold: 0.5,
  golden: { input: [], output: [], tolerance: 1e-4 },
  training: { data: "none", rows: 0, from: "", until: "", seed: 1, command: "" },
  metrics: {},
  author: "tests",
  licence: "MIT",
};

const HALVES = { edges: [0], shares: [0.5, 0.5] };

const model: LoadedModel = {
  manifest,
  engine: "onnx",
  run: async (_, units) => new Float32Array(units),
  dispose: async () => undefined,
};

const limits = (maxUnitsPerShard: number) => ({ batchWindows: 4, maxUnitsPerShard, silentAfterMs: 60_000 });

/** One reading of each unit. */
function readingsAt(timestamp: number, units: number): ReadingColumns {
  const devices = Array.from({ length: units }, (_, i) => `unit-${i}`);
  const all = <T>(value: T) => devices.map(() => value);
  return { devices, timestamps: all(timestamp), receivedAt: all(0), suspect: [], metrics: { input_voltage: all(230) } };
}

describe("a shard's scorer", () => {
  it("concludes every step that has closed, also those behind the first of their unit, whatever parts they come in", async () => {
    const units = 10;
    const counts = new PredictCounts();
    const scorer = new ShardScorer(model, limits(units), counts);
    for (let step = 0; step < 8; step++) {
      const readings = readingsAt(step * 1_000, units);
      scorer.add(readings, 0, 3);
      scorer.add(readings, 3, units);
    }
    // Of steps 0 to 5: the second one after each of them has begun.
    const steps = (await scorer.conclude(true)).map(({ device, at }) => `${device} ${at}`);
    expect(new Set(steps).size).toBe(6 * units);
    expect(steps).toHaveLength(6 * units);
    expect(await scorer.conclude(true)).toEqual([]);
  });

  it("takes what a reading does not carry for missing, and nothing for zero", async () => {
    const scorer = new ShardScorer(model, limits(4), new PredictCounts());
    for (let step = 0; step < 8; step++) {
      const readings = readingsAt(step * 1_000, 2);
      readings.metrics = { input_voltage: [null, 0], frequency: [50, 50] };
      scorer.add(readings, 0, 2);
      scorer.add({ ...readingsAt(step * 1_000, 2), metrics: {} }, 0, 2);
    }
    const insights = await scorer.conclude(true);
    expect(new Set(insights.map(({ device }) => device))).toEqual(new Set(["unit-1"]));
    expect(insights.at(-1)?.contributions?.[0]?.observed).toBe(0);
  });

  it("knows how many steps it has to conclude, also of readings that wait and after a silence", async () => {
    const scorer = new ShardScorer(model, limits(4), new PredictCounts());
    const found: number[][] = [];
    // A step has closed when the second one after it begins; of the long silence in the end no more is told than what shows it.
    for (const steps of [[0], [1, 3], [4, 5], [9_000]]) {
      for (const step of steps) scorer.add(readingsAt(step * 1_000, 1), 0, 1);
      found.push([scorer.stepsToConclude, (await scorer.conclude(true)).length]);
    }
    for (const [most = 0, concluded = 0] of found) expect(concluded).toBeLessThanOrEqual(most);
    expect(found.map(([, concluded]) => concluded)).toEqual([0, 2, 2, 4]);
    expect(scorer.stepsToConclude).toBe(0);
  });

  it("counts the scored steps that are heard, and not those that it only learns from", async () => {
    const counts = new PredictCounts();
    const training = { ...manifest.training, distribution: { inputs: [HALVES], score: HALVES } };
    const described = { ...model, manifest: { ...manifest, training } };
    const scorer = new ShardScorer(described, limits(4), counts);
    for (let step = 0; step < 8; step++) scorer.add(readingsAt(step * 1_000, 4), 0, 4);
    await scorer.conclude(false);
    expect(counts.seenBy(described).steps).toBe(0);
    for (let step = 8; step < 12; step++) scorer.add(readingsAt(step * 1_000, 4), 0, 4);
    await scorer.conclude(true);
    const { steps, bins } = counts.seenBy(described);
    expect(steps).toBe(4 * 4);
    // 230 V is the mean: 0 when normalised. A score is never below 0.
    expect(bins).toEqual([
      [0, 16],
      [0, 16],
    ]);
    const other = { ...described };
    expect(counts.seenBy(other).steps).toBe(0);
  });

  it("ends the anomaly of a unit that has fallen silent with its last step, and goes on with it when it speaks again", async () => {
    const away: LoadedModel = { ...model, run: async (_, units) => new Float32Array(units).fill(50) };
    const scorer = new ShardScorer(away, limits(2), new PredictCounts());
    const add = (step: number, units: number, receivedAt: number) => {
      const readings = readingsAt(step * 1_000, units);
      scorer.add({ ...readings, receivedAt: readings.devices.map(() => receivedAt) }, 0, units);
    };
    for (let step = 0; step < 8; step++) add(step, 2, step * 1_000);
    const before = await scorer.conclude(true);
    expect(before.slice(-2).map(({ reason }) => reason)).toEqual(["ANOMALY", "ANOMALY"]);
    // The first unit alone goes on.
    for (let step = 8; step < 12; step++) add(step, 1, step * 1_000);
    await scorer.conclude(true);
    expect({ anomalies: scorer.anomalies, heard: await scorer.endSilent(100, 67_000) }).toEqual({
      anomalies: 2,
      heard: [],
    });
    const told = await scorer.endSilent(100, 68_000);
    expect(told.map(({ device, at, reason }) => `${device} ${at} ${reason}`)).toEqual([
      "unit-1 7000 ANOMALY",
      "unit-1 8000 ANOMALY",
      "unit-1 9000 INSUFFICIENT_DATA",
    ]);
    expect(told.at(-1)?.event).toMatchObject({ start: expect.any(Number), end: 8_000 });
    expect({ anomalies: scorer.anomalies, again: await scorer.endSilent(100, 68_000) }).toEqual({
      anomalies: 1,
      again: [],
    });
    // What it kept back while it could not send.
    for (let step = 8; step < 12; step++) add(step, 2, 60_000);
    const after = (await scorer.conclude(true)).filter(({ device }) => device === "unit-1");
    expect(after.map(({ at }) => at)).toEqual([10_000]);
  });

  it("does not tell again, under another model or on another replica, what was told of a unit when it fell silent", async () => {
    const away: LoadedModel = { ...model, run: async (_, units) => new Float32Array(units).fill(50) };
    const scorers = ["silent", "restored", "successor"].map(
      () => new ShardScorer(away, limits(1), new PredictCounts()),
    );
    const [silent, restored, successor] = scorers as [ShardScorer, ShardScorer, ShardScorer];
    for (const scorer of scorers) {
      for (let step = 0; step < 8; step++) scorer.add(readingsAt(step * 1_000, 1), 0, 1);
      await scorer.conclude(false);
    }
    expect((await silent.endSilent(100, 60_001)).map(({ at }) => at)).toEqual([7_000, 8_000, 9_000]);
    restored.restore(silent.snapshot());
    successor.goOnFrom(silent);
    for (const scorer of [restored, successor]) {
      for (let step = 8; step < 12; step++) scorer.add(readingsAt(step * 1_000, 1), 0, 1);
      expect((await scorer.conclude(true)).map(({ at }) => at)).toEqual([10_000]);
    }
  });

  it("tells the end of an anomaly that was open when the unit was last kept, if nothing was read of it since", async () => {
    const away: LoadedModel = { ...model, run: async (_, units) => new Float32Array(units).fill(50) };
    const first = new ShardScorer(away, limits(2), new PredictCounts());
    for (let step = 0; step < 8; step++) first.add(readingsAt(step * 1_000, 2), 0, 2);
    await first.conclude(true);
    const next = new ShardScorer(away, limits(2), new PredictCounts());
    next.add(readingsAt(8_000, 1), 0, 1);
    next.restore(first.snapshot());
    const told = await next.endSilent(100);
    expect(told).toMatchObject([{ device: "unit-1", at: 7_000, reason: "INSUFFICIENT_DATA", event: { end: 6_000 } }]);
    expect(next.anomalies).toBe(1);
  });

  it("tells, once, that what the model before had open has ended with the last step that it told of, unless it has found the same", async () => {
    const [before, calm, alike] = [50, 0, 50].map((away) => {
      const run: LoadedModel["run"] = async (_, units) => new Float32Array(units).fill(away);
      return new ShardScorer({ ...model, run }, limits(1), new PredictCounts());
    }) as [ShardScorer, ShardScorer, ShardScorer];
    for (const scorer of [before, calm, alike]) {
      for (let step = 0; step < 8; step++) scorer.add(readingsAt(step * 1_000, 1), 0, 1);
      await scorer.conclude(false);
    }
    calm.goOnFrom(before);
    alike.goOnFrom(before);
    expect(await calm.endSilent(100, 0)).toEqual([
      {
        ...{ v: 1, device: "unit-0", at: 6_000, reason: "ANOMALY", model: { name: "constant", version: "1.0.0" } },
        event: expect.objectContaining({ start: expect.any(Number), end: 6_000 }),
      },
    ]);
    expect({ calm: calm.anomalies, again: await calm.endSilent(100, 0) }).toEqual({ calm: 0, again: [] });
    expect({ alike: alike.anomalies, told: await alike.endSilent(100, 0) }).toEqual({ alike: 1, told: [] });
  });

  it("ends open anomalies when it is switched off", async () => {
    const away: LoadedModel = { ...model, run: async (_, units) => new Float32Array(units).fill(50) };
    const scorer = new ShardScorer(away, limits(1), new PredictCounts());
    for (let step = 0; step < 8; step++) scorer.add(readingsAt(step * 1_000, 1), 0, 1);
    await scorer.conclude(true);
    expect(scorer.switchedOff()).toMatchObject([{ at: 7_000, reason: "OFF", event: { end: 6_000 } }]);
  });

  it("takes up a unit beyond the limit for the one that has been silent for longest, once that is long enough", async () => {
    const counts = new PredictCounts();
    const scorer = new ShardScorer(model, limits(2), counts);
    const add = (device: string, second: number) => {
      const readings = readingsAt(second * 1_000, 1);
      scorer.add({ ...readings, devices: [device], receivedAt: [second * 1_000] }, 0, 1);
      return scorer.conclude(true);
    };
    for (let second = 0; second < 8; second++) await add("silent", second);
    for (let second = 8; second < 67; second++) await add("speaking", second);
    expect(await add("late", 66)).toEqual([]);
    expect({ unwatched: counts.unwatched, units: scorer.units }).toEqual({ unwatched: 1, units: 2 });
    const said = [];
    for (let second = 67; second < 75; second++) {
      await add("speaking", second);
      said.push(...(await add("late", second)));
    }
    expect({ unwatched: counts.unwatched, units: scorer.units }).toEqual({ unwatched: 1, units: 2 });
    // It is known from its own readings alone: two for a window, one to learn from.
    expect(said.map(({ device, at, reason }) => `${device} ${at / 1_000} ${reason}`)).toEqual([
      "late 68 INSUFFICIENT_DATA",
      "late 69 INSUFFICIENT_DATA",
      "late 70 INSUFFICIENT_DATA",
      "late 71 NORMAL",
      "late 72 NORMAL",
      "late 73 NORMAL",
    ]);
    // Who speaks is not given up for who was.
    expect(await add("silent", 75)).toEqual([]);
    expect(counts.unwatched).toBe(2);
  });
});
