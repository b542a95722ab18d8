import { type Forecast, forecastSubject } from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import { type Realtime, startRealtime } from "./realtime.fixture.js";
import { Viewer } from "./viewer.js";

const HOUR = 3_600_000;

let realtime: Realtime;
const viewers: Viewer[] = [];
beforeAll(async () => {
  realtime = await startRealtime();
});
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(() => realtime.stop());

function viewer(): Viewer {
  const created = new Viewer(realtime.service.url);
  viewers.push(created);
  return created;
}

function forecast(device: string, hour: number, within48h = 0.25): Forecast {
  return {
    device,
    at: hour * HOUR,
    reason: "FORECAST",
    within24h: within48h / 2,
    within48h,
    threshold: 0.4,
    drivers: [{ feature: "out_voltage2_min", share: 1, usual: 1, observed: 0.93 }],
    hours: { known: 168, needed: 24 },
    model: { name: "grid-failure-risk", version: "1.0.0" },
  };
}

const columnsOf = (devices: string[], hour: number, within48h: number | null) => ({
  devices,
  ats: devices.map(() => hour * HOUR),
  reasons: devices.map(() => (within48h === null ? "OFF" : "FORECAST")),
  within48h: devices.map(() => within48h),
  thresholds: devices.map(() => (within48h === null ? null : 0.4)),
  hoursKnown: devices.map(() => (within48h === null ? null : 168)),
  hoursNeeded: devices.map(() => (within48h === null ? null : 24)),
});

describe("forecasts", () => {
  it("reach a unit's room in full and the fleet's in short, that no model is active among them", async () => {
    const unit = await viewer().follow({ devices: ["f1"] });
    const fleet = await viewer().follow({ fleet: true });
    await realtime.publishForecasts(forecast("f1", 10));
    await eventually(() => expect(unit.forecasts.map(({ forecasts }) => forecasts)).toEqual([[forecast("f1", 10)]]));
    await eventually(() =>
      expect(fleet.forecasts).toEqual([
        { room: "fleet", at: expect.any(Number), forecasts: columnsOf(["f1"], 10, 0.25) },
      ]),
    );
    const off: Forecast = { device: "f1", at: 10 * HOUR, reason: "OFF" };
    await realtime.publishForecasts(off);
    await eventually(() => expect(unit.forecasts.at(-1)?.forecasts).toEqual([off]));
    await eventually(() => expect(fleet.forecasts.at(-1)?.forecasts).toEqual(columnsOf(["f1"], 10, null)));
  });

  it("stand in the snapshots of those who come later, also after the service was killed", async () => {
    await realtime.publishForecasts(forecast("s1", 10), forecast("s2", 10, 0.5));
    await realtime.service.kill();
    await realtime.publishForecasts(forecast("s1", 11, 0.3));
    await realtime.service.restart();
    const unit = await viewer().follow({ devices: ["s1", "s2"] });
    expect(unit.snapshots.map(({ forecasts }) => forecasts)).toEqual([
      [forecast("s1", 11, 0.3)],
      [forecast("s2", 10, 0.5)],
    ]);
    const { snapshots } = await viewer().follow({ fleet: true });
    expect(snapshots[0]?.forecasts).toMatchObject({ devices: expect.arrayContaining(["s1", "s2"]) });
    expect(unit.forecasts).toEqual([]);
    expect(await realtime.metric("forecasts_received_total")).toBe(0);
  });

  it("that cannot be read are counted and stop nothing", async () => {
    const { forecasts } = await viewer().follow({ devices: ["u1"] });
    const before = await realtime.metric("forecasts_unreadable_total");
    for (const text of ["", "not JSON", '{"v":2}', '{"v":1,"forecasts":[7]}']) {
      await realtime.publishBytes(forecastSubject(0), Buffer.from(text));
    }
    const wrong = { ...forecast("u1", 1), reason: "FINE" } as unknown as Forecast;
    await realtime.publishForecasts(wrong, forecast("u1", 2));
    await eventually(() => expect(forecasts.map((frame) => frame.forecasts)).toEqual([[forecast("u1", 2)]]));
    expect(await realtime.metric("forecasts_unreadable_total")).toBe(before + 5);
  });
});
