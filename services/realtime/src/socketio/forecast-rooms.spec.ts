import type { Forecast } from "@gridwatch/contracts";
import { jest } from "@jest/globals";
import { started } from "./rooms.fixture.js";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Lets what is due be sent. */
const tick = (ms = 250) => jest.advanceTimersByTime(ms);

function forecast(device: string, at: number, within48h?: number): Forecast {
  if (within48h === undefined) return { device, at, reason: "OFF" };
  return { device, at, reason: "FORECAST", within48h, hours: { known: 168, needed: 24 } };
}

describe("forecasts", () => {
  it("go to a unit's room each, and to the fleet's as the newest of each unit", () => {
    const { counts, forecasts, client } = started();
    const unit = client("unit", { devices: ["a"] });
    const fleet = client("fleet", { fleet: true });
    tick();
    forecasts.accept([forecast("a", 1, 0.1)]);
    forecasts.accept([forecast("b", 1, 0.333_333_3)]);
    forecasts.accept([forecast("a", 1)]);
    tick();
    expect(unit.received).toEqual(["snapshot device:a ", "forecast device:a a@1:0.1", "forecast device:a a@1:-"]);
    expect(fleet.received).toEqual(["snapshot fleet ", "forecast fleet a@1:-,b@1:0.33333"]);
    expect(counts.forecasts).toMatchObject({ received: 3, frames: { fleet: 1, device: 2 } });
  });

  it("stand in the snapshot of a newcomer, and of one that was behind", () => {
    const { rooms, forecasts, client } = started();
    forecasts.accept([forecast("a", 1, 0.1), forecast("b", 1, 0.2)]);
    const slow = client("slow", { fleet: true, devices: ["a"] });
    tick();
    expect(slow.received).toEqual(["snapshot device:a  | a@1:0.1", "snapshot fleet  | a@1:0.1,b@1:0.2"]);
    slow.received.length = 0;
    Object.assign(slow, { stalledFor: 500, drained: false });
    rooms.look(1_000);
    forecasts.accept([forecast("a", 2, 0.5)]);
    tick();
    expect(slow.received).toEqual([]);
    Object.assign(slow, { stalledFor: 0, drained: true });
    rooms.look(1_250);
    tick();
    expect(slow.received).toEqual(["snapshot device:a  | a@2:0.5", "snapshot fleet  | a@2:0.5,b@1:0.2"]);
  });

  it("are not sent while the stream is read back, then those who are here are told the newest", () => {
    const { counts, feed, forecasts, client } = started({ live: false });
    feed.goLive();
    const { received } = client("x", { fleet: true, devices: ["a"] });
    tick();
    forecasts.accept([forecast("a", 1, 0.1)]);
    forecasts.accept([forecast("a", 2, 0.2)]);
    tick();
    forecasts.goLive();
    tick();
    expect(received.slice(2)).toEqual(["forecast device:a a@2:0.2", "forecast fleet a@2:0.2"]);
    expect(counts.forecasts.received).toBe(0);
  });
});
