import { type Insight, type ModelComparison, SCORE_BINS, shardOf } from "@gridwatch/contracts";
import { Comparison, MAX_LONE_ANOMALIES } from "./comparison.js";
import { sumOf } from "./comparison-sum.js";

const THRESHOLD = 0.5;

function insight(at: number, score: number, more: Partial<Insight> = {}): Insight {
  return {
    v: 1,
    device: "unit",
    at,
    reason: score >= THRESHOLD ? "ANOMALY" : "NORMAL",
    score,
    threshold: 0.5,
    ...more,
  };
}

/** Steps from..to of an anomaly that is seen at each of them. */
function anomaly(from: number, to: number, ends: boolean): Insight[] {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const at = from + i;
    const contributions = [{ signal: "input_voltage", share: 1, expected: 230, observed: 190 }];
    const event = { id: `unit:${from}`, start: from, peak: 0.9, peakAt: from, contributions };
    return insight(at, 0.9, { event: ends && at === to ? { ...event, end: at } : event });
  });
}

const calm = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => insight(from + i, 0.1));

describe("comparing two models", () => {
  it("takes steps of the same unit at the same time, whichever model comes first", () => {
    const comparison = new Comparison();
    comparison.add("champion", [insight(1, 0.1), insight(2, 0.9), insight(3, 0.1)]);
    comparison.add("shadow", [insight(1, 0.2), insight(2, 0.8), insight(3, 0.7), insight(4, 0.2), insight(5, 0.1)]);
    comparison.add("champion", [insight(4, 0.6), insight(5, 0.1)]);
    comparison.add("champion", [insight(1, 0.1, { device: "other" })]);
    const { steps, scores } = comparison.report();
    expect(steps).toEqual({ bothNormal: 2, bothAbnormal: 1, onlyChampion: 1, onlyShadow: 1, notBoth: 0 });
    expect(scores.champion.reduce((sum, n) => sum + n)).toBe(5);
    expect(scores.champion[0.9 * SCORE_BINS]).toBe(1);
    expect(scores.shadow[0.2 * SCORE_BINS]).toBe(2);
  });

  it("takes each model's own threshold", () => {
    const comparison = new Comparison();
    comparison.add("champion", [insight(1, 0.6, { threshold: 0.8 })]);
    comparison.add("shadow", [insight(1, 0.6)]);
    expect(comparison.report().steps).toMatchObject({ onlyShadow: 1 });
  });

  it("counts a score of 1 in the last bin", () => {
    const comparison = new Comparison();
    comparison.add("champion", [insight(1, 1)]);
    comparison.add("shadow", [insight(1, 0)]);
    expect(comparison.report().scores.champion.at(-1)).toBe(1);
    expect(comparison.report().scores.shadow[0]).toBe(1);
  });

  it("does not compare what one of them alone scored", () => {
    const comparison = new Comparison();
    comparison.add("champion", [insight(1, 0.1), insight(2, 0.1), insight(4, 0.1)]);
    comparison.add("shadow", [
      { v: 1, device: "unit", at: 1, reason: "INSUFFICIENT_DATA" },
      insight(2, 0.1),
      insight(3, 0.1),
      insight(4, 0.1),
    ]);
    expect(comparison.report().steps).toMatchObject({ bothNormal: 2, notBoth: 2 });
  });

  it("keeps no more than it may of a model that the other does not follow", () => {
    const comparison = new Comparison();
    comparison.add("champion", calm(1, 1_000));
    comparison.add("shadow", calm(1, 1_000));
    const { bothNormal, notBoth } = comparison.report().steps;
    expect(bothNormal).toBe(256);
    // Of each: those that came too late, and those that nobody waited with.
    expect(notBoth).toBe(2 * (1_000 - 256));
  });

  it("tells an anomaly that one alone raised from one that both did, however their steps lie", () => {
    const comparison = new Comparison();
    comparison.add("champion", [...calm(1, 4), ...anomaly(5, 9, true), ...calm(10, 19), ...anomaly(20, 24, true)]);
    comparison.add("shadow", [...calm(1, 6), ...anomaly(7, 12, true), ...calm(13, 30)]);
    comparison.add("champion", calm(25, 30));
    const { loneAnomalies, lone } = comparison.report();
    expect(lone).toEqual({ champion: 1, shadow: 0 });
    expect(loneAnomalies).toEqual([
      { by: "champion", device: "unit", start: 20, end: 24, peak: 0.9, signal: "input_voltage" },
    ]);
  });

  it("does not wait for ever for an anomaly that ended unseen", () => {
    const comparison = new Comparison();
    comparison.add("champion", calm(1, 20));
    comparison.add("shadow", [...calm(1, 4), ...anomaly(5, 8, false), ...calm(12, 20)]);
    expect(comparison.report().loneAnomalies).toMatchObject([{ by: "shadow", start: 5 }]);
  });

  it("lists the newest, newest first", () => {
    const comparison = new Comparison();
    for (let i = 0; i < MAX_LONE_ANOMALIES + 20; i++) {
      comparison.add("champion", [insight(i + 1, 0.1)]);
      comparison.add("shadow", anomaly(i + 1, i + 1, true));
    }
    const { loneAnomalies, lone } = comparison.report();
    expect(lone.shadow).toBe(MAX_LONE_ANOMALIES + 20);
    expect(loneAnomalies.map(({ start }) => start)).toEqual(
      Array.from({ length: MAX_LONE_ANOMALIES }, (_, i) => MAX_LONE_ANOMALIES + 20 - i),
    );
  });

  it("forgets the units of a shard that is given away", () => {
    const comparison = new Comparison();
    comparison.add("champion", [insight(1, 0.1)]);
    comparison.forget(shardOf("unit"));
    comparison.add("shadow", [insight(1, 0.1)]);
    expect(comparison.report().steps).toMatchObject({ bothNormal: 0 });
  });
});

describe("the comparison of all replicas", () => {
  function part(more: Partial<ModelComparison> = {}): ModelComparison {
    const model = { name: "m", version: "1.0.0", scores: [1, 2], loneAnomalies: 1, windows: 10, seconds: 0.5 };
    return {
      since: 100,
      replicas: 1,
      champion: model,
      shadow: { ...model, version: "2.0.0" },
      steps: { bothNormal: 6, bothAbnormal: 2, onlyChampion: 1, onlyShadow: 1, notBoth: 0 },
      agreement: 0.8,
      loneAnomalies: [{ by: "shadow", device: "a", start: 1, end: 5, peak: 1, signal: "s" }],
      shed: 3,
      ...more,
    };
  }

  it("is nothing of nobody", () => {
    expect(sumOf([])).toBeUndefined();
  });

  it("is the sum of them", () => {
    const steps = { bothNormal: 0, bothAbnormal: 0, onlyChampion: 5, onlyShadow: 5, notBoth: 2 };
    const later = { by: "champion", device: "b", start: 2, end: 9, peak: 1, signal: "s" } as const;
    const sum = sumOf([part(), part({ since: 50, steps, agreement: 0, loneAnomalies: [later] })]);
    expect(sum).toMatchObject({ since: 50, replicas: 2, agreement: 0.4, shed: 6 });
    expect(sum?.champion).toMatchObject({ scores: [2, 4], loneAnomalies: 2, windows: 20, seconds: 1 });
    expect(sum?.loneAnomalies.map(({ device }) => device)).toEqual(["b", "a"]);
    expect(sum?.steps).toEqual({ bothNormal: 6, bothAbnormal: 2, onlyChampion: 6, onlyShadow: 6, notBoth: 2 });
  });

  it("leaves out a replica that has other models", () => {
    const other = part({ champion: { ...part().champion, version: "9.0.0" } });
    expect(sumOf([other, part(), part()])).toMatchObject({ replicas: 2, champion: { version: "1.0.0" } });
  });
});
