import { eventually } from "@gridwatch/testkit";
import { type Realtime, range, readingsOf, startRealtime } from "./realtime.fixture.js";
import { Viewer, valueIn } from "./viewer.js";

let realtime: Realtime;
const viewers: Viewer[] = [];
beforeAll(async () => {
  realtime = await startRealtime({ REALTIME_ALLOWED_ORIGINS: "https://grid.example" });
});
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(() => realtime.stop());

function viewer(options = {}): Viewer {
  const created = new Viewer(realtime.service.url, options);
  viewers.push(created);
  return created;
}

describe("the fleet's room", () => {
  it("begins with the newest values of all units and goes on with what changes", async () => {
    await realtime.publish({
      devices: ["f1", "f1"],
      timestamps: [1_000, 2_000],
      receivedAt: [3_000, 3_001],
      suspect: [1],
      metrics: { input_voltage: [230.5, null], out_current1: [null, 9_999] },
    });
    await eventually(async () => expect(await realtime.metric("devices")).toBe(1));

    const { snapshots, fleet } = await viewer().follow({ fleet: true });
    expect(snapshots).toEqual([
      {
        room: "fleet",
        at: expect.any(Number),
        readings: {
          devices: ["f1"],
          timestamps: [2_000],
          receivedAt: [3_001],
          suspect: [0],
          metrics: { input_voltage: [230.5], out_current1: [9_999] },
        },
        insights: expect.objectContaining({ devices: [] }),
        forecasts: expect.objectContaining({ devices: [] }),
      },
    ]);

    await realtime.publish(readingsOf("f2", [5]));
    await eventually(() => expect(fleet).toMatchObject([{ room: "fleet", readings: { devices: ["f2"] } }]));
  });

  it("gets at most four frames a second, with the newest values", async () => {
    const { fleet } = await viewer().follow({ fleet: true });
    const start = Date.now();
    let last = 0;
    while (Date.now() < start + 3_000) await realtime.publish(readingsOf("busy", [++last]));
    await eventually(() => expect(valueIn(fleet.at(-1), "busy")).toBe(last));
    expect(last).toBeGreaterThan(100);
    expect(fleet.length).toBeGreaterThanOrEqual(10);
    const gaps = fleet.slice(1).map(({ at }, i) => at - (fleet[i]?.at ?? 0));
    // 250 ms, less what the clocks and timers are out by.
    expect(Math.min(...gaps)).toBeGreaterThan(240);
    const values = fleet.map((frame) => valueIn(frame, "busy") ?? 0);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(await realtime.metric("readings_skipped_total", { reason: "coalesced" })).toBe(last - fleet.length);
  });

  it("is not overtaken by a late reading", async () => {
    await realtime.publish(readingsOf("late", [20]));
    const { snapshots, fleet, readings } = await viewer().follow({ fleet: true, devices: ["late"] });
    await realtime.publish(readingsOf("late", [10]));
    await eventually(() => expect(readings).toMatchObject([{ readings: { timestamps: [10] } }]));
    await realtime.publish(readingsOf("other", [1]));
    await eventually(() => expect(fleet.at(-1)?.readings.devices).toEqual(["other"]));
    expect(fleet.some((frame) => frame.readings.devices.includes("late"))).toBe(false);
    expect(valueIn(snapshots.at(-1), "late")).toBe(20);
  });
});

describe("a unit's room", () => {
  it("gets every reading exactly once, in order", async () => {
    const one = await viewer().follow({ devices: ["d1"] });
    const both = await viewer().follow({ devices: ["d1", "d2"] });
    for (let i = 0; i < 500; i++) {
      await realtime.publish(readingsOf("d1", range(10 * i + 1, 10 * i + 10)));
      await realtime.publish(readingsOf("d2", [i]));
    }
    await eventually(() => expect(both.valuesOf("d2")).toEqual(range(0, 499)));
    expect(one.valuesOf("d1")).toEqual(range(1, 5_000));
    expect(both.valuesOf("d1")).toEqual(range(1, 5_000));
    expect(one.readings).toHaveLength(500);
    expect(one.fleet).toEqual([]);
  });

  it("begins with an empty snapshot when the unit is not known yet", async () => {
    const { snapshots } = await viewer().follow({ devices: ["nobody"] });
    expect(snapshots).toMatchObject([{ room: "device:nobody", readings: { devices: [] } }]);
  });

  it("is left by unsubscribing", async () => {
    const leaving = await viewer().follow({ devices: ["u1", "u2"] });
    leaving.socket.emit("unsubscribe", { devices: ["u1"] });
    // Answers come in order: when this one is there, the other has been carried out.
    await leaving.follow({ devices: ["u3"] });
    await realtime.publish(readingsOf("u1", [1]));
    await realtime.publish(readingsOf("u2", [2]));
    await eventually(() => expect(leaving.valuesOf("u2")).toEqual([2]));
    expect(leaving.valuesOf("u1")).toEqual([]);
  });

  it("may be followed by polling too", async () => {
    const polling = await viewer({ transports: ["polling"] }).follow({ devices: ["p1"] });
    for (const value of range(1, 50)) await realtime.publish(readingsOf("p1", [value]));
    await eventually(() => expect(polling.valuesOf("p1")).toEqual(range(1, 50)));
  });
});

describe("a subscription that is wrong", () => {
  it("is answered with the field, and nothing changes", async () => {
    const units = range(1, 60).map((i) => `unit-${i}`);
    const { socket, errors, snapshots, readings } = await viewer().follow({ devices: units });
    // What a client written in another language might send.
    for (const wrong of [
      null,
      "fleet",
      { fleet: "yes" },
      { devices: ["../x"] },
      { devices: units.map((u) => `${u}x`) },
    ]) {
      (socket.emit as (event: string, ...args: unknown[]) => void).call(socket, "subscribe", wrong);
    }
    await eventually(() => expect(errors).toHaveLength(5));
    expect(errors.map(({ field }) => field)).toEqual(["subscription", "subscription", "fleet", "devices", "devices"]);
    expect(errors[4]?.message).toContain("64");
    const counted = (outcome: string) =>
      realtime.metric("event_duration_seconds_count", { event: "subscribe", outcome });
    await eventually(async () => expect(await counted("refused")).toBe(5));
    expect(await counted("done")).toBeGreaterThan(0);
    expect(snapshots).toHaveLength(60);
    await realtime.publish(readingsOf("unit-1", [1]));
    await eventually(() => expect(readings).toHaveLength(1));
  });

  it("that is far too large ends the connection", async () => {
    const { socket, disconnects } = await viewer().follow({ devices: ["d1"] });
    socket.emit("subscribe", { devices: ["x".repeat(20_000)] });
    await eventually(() => expect(disconnects).toEqual(["transport close"]));
  });
});

describe("a page of another origin", () => {
  it.each([
    ["is refused", "https://elsewhere.example", false],
    ["is let in when it is allowed", "https://grid.example", true],
  ])("%s", async (_, origin, allowed) => {
    for (const transport of ["websocket", "polling"]) {
      const { socket } = viewer({ transports: [transport], extraHeaders: { origin }, reconnection: false });
      const outcome = await new Promise((resolve) => {
        socket.on("connect", () => resolve(true));
        socket.on("connect_error", () => resolve(false));
      });
      expect(outcome).toBe(allowed);
    }
  });

  it("is let in from the service's own host", async () => {
    const { socket } = viewer({ extraHeaders: { origin: realtime.service.url } });
    await eventually(() => expect(socket.connected).toBe(true));
  });
});
