import { eventually } from "@gridwatch/testkit";
import { type AnalyticsUnderTest, startAnalytics } from "./analytics-under-test.js";

let service: AnalyticsUnderTest;
const paths = [
  "/analytics",
  "/api/v1/devices",
  "/api/v1/devices/unit-1",
  "/api/v1/devices/unit-1/history",
  "/api/v1/fleet",
];

beforeAll(async () => {
  service = await startAnalytics({}, { timeoutMs: 1_000 });
});
afterAll(() => service.stop());

async function expectUnavailable(detail: string): Promise<void> {
  for (const path of paths) {
    const { body, headers } = await service
      .get(path)
      .expect(503)
      .expect("content-type", /application\/problem\+json/);
    expect(body).toMatchObject({ status: 503, title: "Service unavailable", detail });
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  }
}

describe("the service", () => {
  it("starts before its database exists, is not ready, and says so", async () => {
    const { body } = await eventually(async () => {
      const answer = await service.get("/health/ready").expect(503);
      expect(answer.body.checks.influxdb).toMatch(/database not found/);
      return answer;
    });
    expect(body.status).toBe("unavailable");
    await service.get("/health/live").expect(200);
    await expectUnavailable("The database is not set up yet, or refuses this service.");
  });

  it("becomes ready when the database is there, with empty answers", async () => {
    await service.createDatabase();
    // There is no backbone in this test: it is told, and needed for nothing here.
    await eventually(async () => {
      const { body } = await service.get("/health/ready").expect(200);
      expect(body).toMatchObject({
        status: "ok",
        checks: { influxdb: "ok", nats: expect.stringContaining("unreachable") },
      });
    });
    await service.get("/analytics").expect(200, { interval: "daily", data: [] });
    expect((await service.get("/api/v1/devices").expect(200)).body).toMatchObject({ total: 0, devices: [] });
    expect((await service.get("/api/v1/fleet").expect(200)).body).toMatchObject({
      devices: { total: 0, online: 0, stale: 0 },
      totals: { inputApparentPowerVa: null, outputApparentPowerVa: null },
    });
  });

  it("is not ready while the database is down, answers 503, and works again when it is back", async () => {
    await service.write("unit-1", [{ at: Date.now(), values: { input_voltage: 230 } }]);
    await eventually(() => service.get("/api/v1/devices/unit-1").expect(200));

    await service.influx.stop();
    await eventually(() => service.get("/health/ready").expect(503));
    await service.get("/health/live").expect(200);
    await eventually(() => expectUnavailable("The database does not answer in time."), { timeoutMs: 20_000 });

    await service.influx.restart();
    await eventually(() => service.get("/health/ready").expect(200));
    for (const path of paths) await service.get(path).expect(200);
  });

  it("is not ready while the database hangs, and goes on when it does", async () => {
    service.influx.signal("SIGSTOP");
    await eventually(() => service.get("/health/ready").expect(503), { timeoutMs: 20_000 });
    service.influx.signal("SIGCONT");
    await eventually(() => service.get("/health/ready").expect(200));
    await service.get("/api/v1/fleet").expect(200);
  });
});
