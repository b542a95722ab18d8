import type { AnomalyEvent, AnomalyList, DeviceInsights, Insight } from "@gridwatch/contracts";
import { type AnalyticsUnderTest, startAnalytics } from "./analytics-under-test.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Math.floor(Date.now() / 1_000) * 1_000;
const iso = (at: number) => new Date(at).toISOString();

/** Began three days ago and lasts. */
const lasting = event("lasting", now - 3 * DAY);
/** Began an hour ago and was over ten minutes later. */
const over = event("over", now - HOUR, now - HOUR + 600_000);
/** Of three weeks ago. */
const old = event("old", now - 21 * DAY, now - 21 * DAY + 600_000);

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
    insight("unit-2", now - HOUR + 600_000, over),
    insight("unit-2", now - 21 * DAY + 600_000, old),
    { v: 1, device: "unit-2", at: now - 5_000, reason: "INSUFFICIENT_DATA" },
  ]);
});
afterAll(() => service.stop());

function event(id: string, start: number, end?: number): AnomalyEvent {
  const contributions = [{ signal: "out_voltage2", share: 1, expected: 230, observed: 185 }];
  return { id, start, ...(end === undefined ? {} : { end }), peak: 0.91, peakAt: start, contributions };
}

function insight(device: string, at: number, open: AnomalyEvent): Insight {
  const { contributions } = open;
  const model = { name: "grid-anomaly", version: "1.0.0" };
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
        model: "grid-anomaly@1.0.0",
      },
    ]);
    expect(body.anomalies).toEqual([
      {
        ...{ id: "lasting", device: "unit-1", start: iso(now - 3 * DAY), end: null, lastAt: iso(now - 10_000) },
        ...{ peak: 0.91, peakAt: iso(now - 3 * DAY), contributions, model: "grid-anomaly@1.0.0" },
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
    [`?from=${iso(now - 30 * DAY)}&limit=2`, ["over", "lasting"]],
    [`?from=${iso(now - 30 * DAY)}&to=${iso(now - 20 * DAY)}`, ["old"]],
  ])("of all units are the anomalies %s", async (query, ids) => {
    const { body } = (await service.get(`/api/v1/insights${query}`).expect(200)) as { body: AnomalyList };
    expect(body.anomalies.map(({ id }) => id)).toEqual(ids);
  });
});
