import type { AnomalyEvent, AnomalyList, DeviceInsights, Insight } from "@gridwatch/contracts";
import { type AnalyticsUnderTest, startAnalytics } from "./analytics-under-test.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Math.floor(Date.now() / 1_000) * 1_000;
const iso = (at: number) => new Date(at).toISOString();

/** Began three days ago and lasts. */
const lasting = event("lasting", { start: now - 3 * DAY, peak: 0.91 });
/** Began an hour ago and was over ten minutes later. */
const over = event("over", { start: now - HOUR, end: now - HOUR + 600_000, peak: 0.93 }, "out_current2");
/** Of three weeks ago. */
const old = event("old", { start: now - 21 * DAY, end: now - 21 * DAY + 600_000, peak: 0.98 });

let service: AnalyticsUnderTest;
beforeAll(async () => {
  service = await startAnalytics();
  await service.createDatabase();
  for (const device of ["unit-1", "unit-2"]) {
    await service.write(device, [{ at: now, values: { input_voltage: 230 } }]);
  }
  await service.writeInsights([
    insight("unit-1", now - 20_000, lasting),
    insight("unit-1", now - 10_000, lasting),
    insight("unit-2", now - HOUR + 600_000, over, "1.0.0"),
    insight("unit-2", now - 21 * DAY + 600_000, old),
    { v: 1, device: "unit-2", at: now - 5_000, reason: "INSUFFICIENT_DATA" },
  ]);
});
afterAll(() => service.stop());

function event(
  id: string,
  times: Pick<AnomalyEvent, "start" | "end" | "peak">,
  strongest: "out_voltage2" | "out_current2" = "out_voltage2",
): AnomalyEvent {
  const contributions = [
    { signal: strongest, share: 0.8, expected: 230, observed: 185 },
    { signal: "input_current", share: 0.2, expected: 15, observed: 12 },
  ];
  return { id, ...times, peakAt: times.start, contributions };
}

function insight(device: string, at: number, open: AnomalyEvent, version = "1.1.0"): Insight {
  const { contributions } = open;
  const model = { name: "grid-anomaly", version };
  return { v: 1, device, at, reason: "ANOMALY", score: 0.9, threshold: 0.58, contributions, model, event: open };
}

describe("what models say", () => {
  it("of a unit are its steps, newest first, and the anomalies that last in the range, however long ago they began", async () => {
    const { body } = (await service.get("/api/v1/devices/unit-1/insights?limit=1").expect(200)) as {
      body: DeviceInsights;
    };
    const { contributions } = lasting;
    expect(body.insights).toEqual([
      {
        ...{ at: iso(now - 10_000), reason: "ANOMALY", score: 0.9, threshold: 0.58 },
        contributions,
        model: "grid-anomaly@1.1.0",
      },
    ]);
    expect(body.anomalies).toEqual([
      {
        ...{ id: "lasting", device: "unit-1", start: iso(now - 3 * DAY), end: null, lastAt: iso(now - 10_000) },
        ...{ peak: 0.91, peakAt: iso(now - 3 * DAY), contributions, model: "grid-anomaly@1.1.0" },
      },
    ]);
  });

  it("of a step without a score is the reason alone", async () => {
    const { body } = await service.get("/api/v1/devices/unit-2/insights?limit=1").expect(200);
    expect(body.insights).toEqual([{ at: iso(now - 5_000), reason: "INSUFFICIENT_DATA" }]);
  });

  it.each([
    ["?state=open", ["lasting"]],
    ["?state=ended", ["over"]],
    ["", ["over", "lasting"]],
    [`?from=${iso(now - 30 * DAY)}`, ["over", "lasting", "old"]],
    [`?from=${iso(now - 30 * DAY)}&to=${iso(now - 20 * DAY)}`, ["old"]],
    [`?from=${iso(now - 30 * DAY)}&device=unit-2`, ["over", "old"]],
    ["?device=unit-3", []],
    // Only the strongest counts, which the second is not in any of them.
    ["?signal=out_voltage2", ["lasting"]],
    ["?signal=out_current2", ["over"]],
    ["?signal=input_current", []],
    ["?model=grid-anomaly@1.0.0", ["over"]],
    ["?model=grid-anomaly@1.0.0&state=open", []],
  ])("of all units are the anomalies %s", async (query, ids) => {
    const { body } = (await service.get(`/api/v1/insights${query}`).expect(200)) as { body: AnomalyList };
    expect(body.anomalies.map(({ id }) => id)).toEqual(ids);
    expect(body.total).toBe(ids.length);
  });

  it.each([
    ["newest", ["over", "lasting", "old"]],
    ["severest", ["old", "over", "lasting"]],
  ])("of all units come in pages, the %s first", async (order, ids) => {
    for (const [offset, id] of ids.entries()) {
      const path = `/api/v1/insights?from=${iso(now - 30 * DAY)}&order=${order}&limit=1&offset=${offset}`;
      const { body } = (await service.get(path).expect(200)) as { body: AnomalyList };
      expect(body).toMatchObject({ total: 3, anomalies: [{ id }] });
      expect(body.anomalies).toHaveLength(1);
    }
  });

  it("of all units are open while something is said of them: one whose model was taken out of use is not", async () => {
    const dropped = event("dropped", { start: now - 25 * DAY, peak: 0.5 });
    await service.writeInsights([insight("unit-3", now - 24 * DAY, dropped, "0.9.0")]);
    for (const [query, ids] of [
      ["state=open", ["lasting"]],
      ["model=grid-anomaly@0.9.0", ["dropped"]],
    ]) {
      const path = `/api/v1/insights?from=${iso(now - 30 * DAY)}&${query}`;
      const { body } = (await service.get(path).expect(200)) as { body: AnomalyList };
      expect(body.anomalies.map(({ id }) => id)).toEqual(ids);
    }
  });
});
