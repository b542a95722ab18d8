import { emptyColumns, type ReadingColumns } from "@gridwatch/contracts";
import { LatestValues } from "./latest-values.js";

type Row = [device: string, timestamp: number, metrics: Record<string, number>, suspect?: "suspect"];

function batchOf(...rows: Row[]): ReadingColumns {
  const names = new Set(rows.flatMap(([, , metrics]) => Object.keys(metrics)));
  return {
    devices: rows.map(([device]) => device),
    timestamps: rows.map(([, timestamp]) => timestamp),
    receivedAt: rows.map(([, timestamp]) => timestamp + 5),
    suspect: rows.flatMap(([, , , suspect], i) => (suspect === undefined ? [] : [i])),
    metrics: Object.fromEntries([...names].map((name) => [name, rows.map(([, , metrics]) => metrics[name] ?? null)])),
  };
}

function latestOf(...batches: ReadingColumns[]): LatestValues {
  const latest = new LatestValues(100);
  for (const batch of batches) latest.apply(batch);
  return latest;
}

describe("the latest values", () => {
  it("are those of the newest reading", () => {
    const latest = latestOf(batchOf(["a", 10, { voltage: 1 }], ["b", 11, { voltage: 2 }], ["a", 12, { voltage: 3 }]));
    expect(latest.ofAll()).toEqual(batchOf(["a", 12, { voltage: 3 }], ["b", 11, { voltage: 2 }]));
  });

  it("are merged from readings that carry only some metrics", () => {
    const latest = latestOf(batchOf(["a", 10, { voltage: 1 }]), batchOf(["a", 11, { current: 2 }]));
    expect(latest.ofDevice("a")).toEqual(batchOf(["a", 11, { voltage: 1, current: 2 }]));
  });

  it("are not overwritten by a late reading, which may still bring a metric not known before", () => {
    const latest = latestOf(batchOf(["a", 20, { voltage: 2 }]), batchOf(["a", 10, { voltage: 1, current: 7 }]));
    expect(latest.ofDevice("a")).toEqual(batchOf(["a", 20, { voltage: 2, current: 7 }]));
  });

  it("are those received last when two readings bear the same time", () => {
    const latest = latestOf(batchOf(["a", 10, { voltage: 1 }], ["a", 10, { voltage: 2 }]));
    expect(latest.ofDevice("a")).toEqual(batchOf(["a", 10, { voltage: 2 }]));
  });

  it("are suspect as long as one of them comes from a suspect reading", () => {
    const latest = latestOf(batchOf(["b", 10, { voltage: 1 }], ["a", 10, { voltage: 9_999 }, "suspect"]));
    latest.apply(batchOf(["a", 11, { current: 1 }]));
    expect(latest.ofAll().suspect).toEqual([1]);
    latest.apply(batchOf(["a", 12, { voltage: 230 }]));
    expect(latest.ofAll().suspect).toEqual([]);
  });

  it("are empty for a unit that is not known", () => {
    expect(latestOf().ofDevice("a")).toEqual(emptyColumns());
  });

  it("say which rows a batch changed", () => {
    const latest = latestOf(batchOf(["a", 10, { voltage: 1 }], ["b", 10, { voltage: 1 }]));
    const changed = latest.apply(
      batchOf(["a", 9, { voltage: 0 }], ["b", 11, { voltage: 2 }], ["b", 12, { voltage: 3 }]),
    );
    expect(latest.ofRows(changed)).toEqual(batchOf(["b", 12, { voltage: 3 }]));
  });

  it("leave out metrics that none of the rows has", () => {
    const latest = latestOf(batchOf(["a", 10, { voltage: 1 }], ["b", 10, { temperature: 40 }]));
    expect(latest.ofDevice("a").metrics).toEqual({ voltage: [1] });
  });

  it("of units beyond the limit are not remembered but counted", () => {
    const latest = new LatestValues(1);
    latest.apply(batchOf(["a", 10, { voltage: 1 }], ["b", 10, { voltage: 1, current: 1 }]));
    latest.apply(batchOf(["a", 11, { voltage: 2 }]));
    expect(latest.ofAll()).toEqual(batchOf(["a", 11, { voltage: 2 }]));
    expect([latest.deviceCount, latest.notRemembered]).toEqual([1, 2]);
  });

  it("of metrics beyond the limit are not remembered but counted", () => {
    const metrics = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m${i}`, i]));
    const latest = latestOf(batchOf(["a", 10, metrics]));
    expect(Object.keys(latest.ofAll().metrics)).toHaveLength(128);
    expect(latest.notRemembered).toBe(72);
  });

  it("stand for more units than the table had room for at first", () => {
    const rows = Array.from({ length: 1_000 }, (_, i): Row => [`unit-${i}`, i, { voltage: i }]);
    const latest = new LatestValues(1_000);
    for (const row of rows) latest.apply(batchOf(row));
    expect(latest.ofAll()).toEqual(batchOf(...rows));
  });
});
