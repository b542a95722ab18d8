import type { Insight, StoredAnomaly } from "@gridwatch/contracts";
import type { LiveInsights } from "../../realtime/insight-trail.js";
import { anomaliesOf, marksOf, rowOf } from "./anomalies.js";

const at = (ms: number) => new Date(ms).toISOString();

function stored(start: number, end: number | null, lastAt = end ?? start): StoredAnomaly {
  const times = { start: at(start), end: end === null ? null : at(end), lastAt: at(lastAt), peakAt: at(start) };
  return { id: `a:${start}`, device: "a", peak: 0.97, contributions: [], model: "grid@1.0.0", ...times };
}

function live(newestAt: number, ...anomalies: [start: number, end: number | undefined, at: number][]): LiveInsights {
  const seen = anomalies.map(([start, end, at]) => {
    const event = { id: `a:${start}`, start, peak: 0.99, peakAt: start, contributions: [] };
    return { event: end === undefined ? event : { ...event, end }, at, model: { name: "grid", version: "2.0.0" } };
  });
  const newest: Insight = { v: 1, device: "a", at: newestAt, reason: "NORMAL" };
  const open = seen.find(({ event }) => !("end" in event));
  return { newest: open ? { ...newest, event: open.event } : newest, recent: [], anomalies: seen };
}

const NOTHING: LiveInsights = { newest: undefined, recent: [], anomalies: [] };

describe("the anomalies of a unit", () => {
  it("are those of the database and of the socket, each once, newest first", () => {
    const anomalies = anomaliesOf(
      [stored(100, null, 120), stored(10, 20)],
      live(300, [100, 200, 200], [300, undefined, 300]),
    );
    expect(anomalies.map(({ start, end, model }) => [start, end, model])).toEqual([
      [300, null, "grid@2.0.0"],
      [100, 200, "grid@2.0.0"],
      [10, 20, "grid@1.0.0"],
    ]);
    expect(marksOf(anomalies)[0]).toEqual({ kind: "anomaly", name: "anomaly", from: 300, to: null });
  });

  it("are as the database knows them where that is newer", () => {
    expect(anomaliesOf([stored(100, 200)], live(150, [100, undefined, 150]))).toMatchObject([{ end: 200 }]);
  });

  it("last only while the newest insight says so", () => {
    expect(anomaliesOf([stored(100, null, 150)], NOTHING)).toMatchObject([{ end: null }]);
    expect(anomaliesOf([stored(100, null, 150)], live(400))).toMatchObject([{ end: 150 }]);
  });

  it("stand in a file with the strongest signal, if any is known", () => {
    const strongest = { signal: "out_voltage2", share: 0.8, expected: 230.2, observed: 185.1 };
    const anomaly = { id: "a:100", start: 100, end: null, peak: 0.97, model: "grid@1.0.0" };
    const row = { device: "a", start: 100, end: null, peak: 0.97, model: "grid@1.0.0" };
    expect(rowOf("a")({ ...anomaly, contributions: [strongest] })).toEqual({
      ...row,
      signal: "out_voltage2",
      strongest,
    });
    expect(rowOf("a")({ ...anomaly, contributions: [] })).toEqual({ ...row, signal: null, strongest: undefined });
  });
});
