import type { StoredAnomaly } from "@gridwatch/contracts";
import type { AnomalyRow } from "../../units/anomaly-row.js";
import type { UnitInsight } from "../../units/unit-insight.js";
import { fits, inOrder, joinOpen, rowOf } from "./anomaly-rows.js";

const at = (ms: number) => new Date(ms).toISOString();

function stored(device: string, start: number, lastAt = start): StoredAnomaly {
  const contributions = [{ signal: "out_voltage2", share: 1, expected: 230, observed: 185 }];
  return {
    ...{
      id: `${device}:${start}`,
      device,
      start: at(start),
      end: null,
      lastAt: at(lastAt),
      peak: 0.97,
      peakAt: at(start),
    },
    ...{ contributions, model: "grid@1.0.0" },
  };
}

function said(id: string, at: number, abnormalSince: number | null, score = 0.99): UnitInsight {
  return { id, at, reason: "ANOMALY", score, threshold: 0.95, signal: "out_current1", abnormalSince };
}

function join(anomalies: StoredAnomaly[], ...insights: UnitInsight[]) {
  const byId = new Map(insights.map((insight) => [insight.id, insight]));
  return joinOpen(anomalies, byId.keys(), (id) => byId.get(id));
}

const briefly = (rows: AnomalyRow[]) => rows.map(({ device, start, end }) => [device, start, end]);

describe("the anomalies that last", () => {
  it("are those that the socket tells of, in full once the database knows them", () => {
    const { open, unended } = join([stored("a", 100)], said("a", 200, 100), said("b", 200, 150), said("c", 200, null));
    expect(briefly(open)).toEqual([
      ["a", 100, null],
      ["b", 150, null],
    ]);
    expect(open[0]).toMatchObject({ signal: "out_voltage2", model: "grid@1.0.0", strongest: { observed: 185 } });
    expect(open[1]).toMatchObject({ signal: "out_current1", model: null, strongest: undefined });
    expect(unended).toEqual([]);
  });

  it("peak just now, where the score is higher than any before", () => {
    expect(join([stored("a", 100)], said("a", 200, 100, 0.99)).open[0]?.peak).toBe(0.99);
    expect(join([stored("a", 100)], said("a", 200, 100, 0.6)).open[0]?.peak).toBe(0.97);
  });

  it("are over where the unit is said to be normal since, or abnormal anew", () => {
    expect(briefly(join([stored("a", 100, 120)], said("a", 200, null)).unended)).toEqual([["a", 100, 120]]);
    const anew = join([stored("a", 100, 120)], said("a", 200, 180));
    expect(briefly(anew.unended)).toEqual([["a", 100, 120]]);
    expect(briefly(anew.open)).toEqual([["a", 180, null]]);
  });

  it("go on where nothing newer was said than the database knows", () => {
    expect(briefly(join([stored("a", 100, 300)], said("a", 200, null)).open)).toEqual([["a", 100, null]]);
    expect(briefly(join([stored("silent", 100)]).open)).toEqual([["silent", 100, null]]);
  });

  it("are one for each unit", () => {
    const { open, unended } = join([stored("a", 200), stored("a", 100, 120)]);
    expect(briefly(open)).toEqual([["a", 200, null]]);
    expect(briefly(unended)).toEqual([["a", 100, 120]]);
  });
});

describe("anomalies", () => {
  const row = { ...rowOf(stored("a", 100)), end: 200 };

  it("fit by unit, signal, model and time", () => {
    const always = { from: 0, to: 1_000 };
    expect(fits(row, always)).toBe(true);
    expect(fits(row, { ...always, unit: "a", signal: "out_voltage2", model: "grid@1.0.0" })).toBe(true);
    for (const filter of [{ unit: "b" }, { signal: "out_voltage1" }, { model: "grid@2.0.0" }]) {
      expect(fits(row, { ...always, ...filter })).toBe(false);
    }
    expect(fits(row, { from: 200, to: 300 })).toBe(true);
    expect(fits(row, { from: 201, to: 300 })).toBe(false);
    expect(fits(row, { from: 0, to: 100 })).toBe(false);
    expect(fits({ ...row, end: null }, { from: 500, to: 600 })).toBe(true);
  });

  it("stand with the newest first, or the highest peak", () => {
    const rows = [row, { ...row, device: "b", start: 150, peak: 0.5 }, { ...row, device: "c", start: 90, peak: 0.99 }];
    expect(inOrder(rows, "newest").map(({ device }) => device)).toEqual(["b", "a", "c"]);
    expect(inOrder(rows, "severest").map(({ device }) => device)).toEqual(["c", "a", "b"]);
  });
});
