import type { DeviceForecasts, FleetForecasts, Forecast } from "@gridwatch/contracts";
import { type AnalyticsUnderTest, startAnalytics } from "./analytics-under-test.js";

const HOUR = 3_600_000;
const hour = Math.floor(Date.now() / HOUR) * HOUR;
const iso = (at: number) => new Date(at).toISOString();
const model = { name: "grid-failure-risk", version: "1.0.0" };
const drivers = [{ feature: "out_voltage2_min", share: 1, usual: 1, observed: 0.9 }];

function forecast(device: string, at: number, within48h: number): Forecast {
  const made = { within24h: within48h / 2, within48h, threshold: 0.5, drivers };
  return { device, at, reason: "FORECAST", ...made, hours: { known: 168, needed: 24 }, model };
}

let service: AnalyticsUnderTest;
beforeAll(async () => {
  service = await startAnalytics();
  await service.createDatabase();
  for (const device of ["calm", "off", "risky", "young"]) {
    await service.write(device, [{ at: Date.now(), values: { input_voltage: 230 } }]);
  }
  const unknown = { reason: "INSUFFICIENT_DATA" as const, hours: { known: 5, needed: 24 }, model };
  await service.writeForecasts([forecast("risky", hour - HOUR, 0.4), forecast("calm", hour, 0.01)]);
  await service.writeForecasts([forecast("young", hour, 0.9), forecast("risky", hour, 0.8)]);
  // Made again for the same hour.
  await service.writeForecasts([forecast("off", hour, 0.9)]);
  await service.writeForecasts([{ device: "off", at: hour, reason: "OFF" }]);
  await service.writeForecasts([{ device: "young", at: hour, ...unknown }]);
});
afterAll(() => service.stop());

describe("forecasts", () => {
  it("of a unit are given newest first", async () => {
    const { body } = (await service.get("/api/v1/devices/risky/forecasts").expect(200)) as { body: DeviceForecasts };
    expect(body.forecasts.map(({ at, within48h }) => [at, within48h])).toEqual([
      [iso(hour), 0.8],
      [iso(hour - HOUR), 0.4],
    ]);
    expect(body.forecasts[0]).toMatchObject({ drivers, threshold: 0.5, model: "grid-failure-risk@1.0.0" });
  });

  it("say when there is too little history, and nothing else", async () => {
    const { body } = await service.get("/api/v1/devices/young/forecasts").expect(200);
    const hours = { known: 5, needed: 24 };
    const said = { device: "young", at: iso(hour), reason: "INSUFFICIENT_DATA", hours };
    expect(body.forecasts).toEqual([{ ...said, model: "grid-failure-risk@1.0.0" }]);
  });

  it("say that no model is active, where one said more before", async () => {
    const { body } = await service.get("/api/v1/devices/off/forecasts").expect(200);
    expect(body.forecasts).toEqual([{ device: "off", at: iso(hour), reason: "OFF" }]);
  });

  it.each([
    ["", ["risky", "calm", "off", "young"]],
    ["?min48h=0", ["risky", "calm"]],
    ["?min48h=0.5", ["risky"]],
  ])("of all units are the newest of each, the highest risk first %s", async (query, devices) => {
    const { body } = (await service.get(`/api/v1/forecasts${query}`).expect(200)) as { body: FleetForecasts };
    expect(body.forecasts.map(({ device }) => device)).toEqual(devices);
  });

  it.each([
    ["/api/v1/devices/nobody/forecasts", 404],
    ["/api/v1/devices/calm/forecasts?from=2&to=1", 400],
    ["/api/v1/forecasts?min48h=2", 400],
    ["/api/v1/forecasts?min48h=x", 400],
  ])("are refused for %s", async (path, status) => {
    await service.get(path).expect(status);
  });
});
