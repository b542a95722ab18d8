import type { DeviceHistory, Insight } from "@gridwatch/contracts";
import { type AnalyticsUnderTest, startAnalytics } from "./analytics-under-test.js";

const MINUTE = 60_000;
/** Start of a minute, an hour ago. */
const start = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE;

let service: AnalyticsUnderTest;
beforeAll(async () => {
  service = await startAnalytics();
  await service.createDatabase();
  await service.write("unit-1", [{ at: start, values: { input_voltage: 230 } }]);
  await service.write("unit-2", [{ at: start, values: { input_voltage: 230 } }]);
  await service.writeInsights([
    insight(start + 10_000, 0.1),
    insight(start + 20_000, 0.98),
    insight(start + 30_000, 0.3),
    insight(start + MINUTE, undefined),
    insight(start + 2 * MINUTE, 0.5),
  ]);
});
afterAll(() => service.stop());

function insight(at: number, score: number | undefined): Insight {
  if (score === undefined) return { v: 1, device: "unit-1", at, reason: "INSUFFICIENT_DATA" };
  return { v: 1, device: "unit-1", at, reason: "NORMAL", score, threshold: 0.95 };
}

describe("the course of a unit's score", () => {
  it("is thinned to windows, with every peak in it; a window without a score is none", async () => {
    const path = `/api/v1/devices/unit-1/scores?from=${start}&to=${start + 5 * MINUTE}&points=5`;
    const { body } = (await service.get(path).expect(200)) as { body: DeviceHistory };
    expect(body).toMatchObject({
      device: "unit-1",
      from: new Date(start).toISOString(),
      windowMs: MINUTE,
      timestamps: [start, start + 2 * MINUTE],
      metrics: {
        score: { min: [0.1, 0.5], mean: [expect.closeTo(0.46, 6), 0.5], max: [0.98, 0.5] },
        threshold: { max: [0.95, 0.95] },
      },
    });
  });

  it("is empty where no model has scored the unit", async () => {
    const { body } = await service.get("/api/v1/devices/unit-2/scores").expect(200);
    expect(body).toMatchObject({ device: "unit-2", timestamps: [], metrics: { score: { mean: [] } } });
  });

  it("is refused by field, and 404 of a unit that is not known", async () => {
    const { body } = await service.get(`/api/v1/devices/unit-1/scores?from=${start}&to=${start}`).expect(400);
    expect(body.errors).toMatchObject([{ field: "from" }]);
    await service.get("/api/v1/devices/nobody/scores").expect(404);
  });
});
