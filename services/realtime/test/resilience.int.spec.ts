import { once } from "node:events";
import { telemetrySubject } from "@gridwatch/contracts";
import { eventually, parseMetrics } from "@gridwatch/testkit";
import { WebSocket } from "ws";
import { type Realtime, range, readingsOf, startRealtime } from "./realtime.fixture.js";
import { Viewer, valueIn } from "./viewer.js";

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

async function isReady(): Promise<boolean> {
  return (await fetch(`${realtime.service.url}/health/ready`)).ok;
}

describe("a restart of the service", () => {
  it("restores the newest values from the stream, and sends nothing that is old", async () => {
    for (const i of range(1, 300)) await realtime.publish(readingsOf(`r${i % 10}`, [i]));
    await realtime.service.kill();
    await realtime.publish(readingsOf("r0", [301]));
    await realtime.service.restart();

    const { snapshots, fleet, readings } = await viewer().follow({ fleet: true, devices: ["r0"] });
    expect(snapshots.map((frame) => valueIn(frame, "r0"))).toEqual([301, 301]);
    expect(snapshots.find(({ room }) => room === "fleet")?.readings.devices).toHaveLength(10);
    await realtime.publish(readingsOf("r0", [302]));
    await eventually(() => expect(fleet).toHaveLength(1));
    expect(readings.map((frame) => valueIn(frame, "r0"))).toEqual([302]);
    expect(await realtime.metric("readings_received_total")).toBe(1);
  });

  it("lets its clients come back by themselves", async () => {
    const browser = await viewer().follow({ devices: ["s"] });
    browser.socket.on("connect", () => browser.socket.emit("subscribe", { devices: ["s"] }));
    const script = new WebSocket(`${realtime.service.url.replace("http", "ws")}/ws`);
    await once(script, "open");
    const closed = once(script, "close");
    await realtime.service.stop();
    expect((await closed)[0]).toBe(1001);
    await eventually(() => expect(browser.disconnects).toEqual(["transport close"]));
    expect(await realtime.service.exited).toEqual({ code: 0, signal: null });

    await realtime.service.restart();
    await eventually(() => expect(browser.snapshots).toHaveLength(2));
    await realtime.publish(readingsOf("s", [1]));
    await eventually(() => expect(browser.valuesOf("s")).toEqual([1]));
  });

  it("takes no notice of a client that does not answer", async () => {
    const script = new WebSocket(`${realtime.service.url.replace("http", "ws")}/ws`);
    await once(script, "open");
    script.pause();
    const start = performance.now();
    await realtime.service.stop();
    expect(performance.now() - start).toBeLessThan(5_000);
    script.terminate();
    await realtime.service.restart();
  });
});

describe("an unreadable batch", () => {
  it("is counted and stops nothing", async () => {
    const { readings } = await viewer().follow({ devices: ["u"] });
    const script = new WebSocket(`${realtime.service.url.replace("http", "ws")}/ws`);
    await once(script, "open");
    const rubbish = [
      "",
      "not JSON",
      "{}",
      '{"v":2}',
      '{"v":1,"devices":["u"],"timestamps":[]}',
      "\xff\xfe",
      // A time that no calendar knows.
      '{"v":1,"devices":["x"],"timestamps":[1e300],"receivedAt":[1],"suspect":[],"metrics":{"v":[1]}}',
    ];
    await realtime.publish(readingsOf("u", [1]));
    for (const text of rubbish) await realtime.publishBytes(telemetrySubject(0), Buffer.from(text, "latin1"));
    await realtime.publish(readingsOf("u", [2]));
    await eventually(() => expect(readings).toHaveLength(2));
    expect(await realtime.metric("unreadable_batches_total")).toBe(rubbish.length);
    expect(await isReady()).toBe(true);
    script.terminate();
  });
});

describe("the backbone", () => {
  it("may be killed and come back: no reading is missed or sent twice", async () => {
    const watching = await viewer().follow({ devices: ["n"] });
    for (const i of range(1, 100)) await realtime.publish(readingsOf("n", [i]));
    await realtime.nats.kill();
    await eventually(async () => expect(await isReady()).toBe(false));
    await realtime.nats.restart();
    const back = performance.now();
    for (const i of range(101, 200)) await realtime.publish(readingsOf("n", [i]));
    await eventually(() => expect(watching.valuesOf("n")).toEqual(range(1, 200)));
    expect(performance.now() - back).toBeLessThan(10_000);
    await eventually(async () => expect(await isReady()).toBe(true));
    expect(watching.disconnects).toEqual([]);
  });

  it("may be away when the service starts: snapshots wait, and readiness says so", async () => {
    await realtime.publish(readingsOf("w", [7]));
    await realtime.service.stop();
    await realtime.nats.kill();
    const starting = realtime.service.restart();
    await eventually(async () => expect((await fetch(`${realtime.service.url}/health/live`)).ok).toBe(true));
    expect(await isReady()).toBe(false);
    const early = viewer();
    early.socket.emit("subscribe", { devices: ["w"] });
    await eventually(async () => expect(await realtime.metric("clients")).toBe(1));
    expect(early.snapshots).toEqual([]);
    await realtime.nats.restart();
    await starting;
    await eventually(() => expect(early.snapshots.map((frame) => valueIn(frame, "w"))).toEqual([7]));
  });

  it("may hold a stream that is empty", async () => {
    await realtime.emptyStream();
    await realtime.service.stop();
    await realtime.service.restart();
    const { snapshots } = await viewer().follow({ fleet: true });
    expect(snapshots).toMatchObject([{ readings: { devices: [] } }]);
  });

  it("may lose its stream, which ingest then makes anew", async () => {
    const watching = await viewer().follow({ devices: ["m"] });
    for (const i of range(1, 50)) await realtime.publish(readingsOf("m", [i]));
    await eventually(() => expect(watching.valuesOf("m")).toEqual(range(1, 50)));
    await realtime.replaceStream();
    let next = 50;
    const seeFurther = async () => {
      await realtime.publish(readingsOf("m", [++next]));
      expect(watching.valuesOf("m").at(-1)).toBeGreaterThan(50);
    };
    await eventually(seeFurther, { timeoutMs: 20_000, everyMs: 500 });
  });
});

describe("what it has still to read", () => {
  async function pending(): Promise<Record<string, number>> {
    const samples = parseMetrics(await (await fetch(`${realtime.service.url}/metrics`)).text());
    const ofFeeds = samples.filter(({ name }) => name === "gridwatch_feed_pending_messages");
    return Object.fromEntries(ofFeeds.map(({ labels, value }) => [labels["stream"], value]));
  }

  it("is nothing of each stream once all is read, and not known, rather than nothing, without the backbone", async () => {
    const nothing = { TELEMETRY: 0, INSIGHTS: 0, FORECASTS: 0 };
    for (const i of range(1, 50)) await realtime.publish(readingsOf(`p${i}`, [i]));
    await eventually(async () => expect(await pending()).toEqual(nothing));
    await realtime.nats.kill();
    await eventually(async () => expect(await pending()).toEqual({}));
    await realtime.nats.restart();
    await eventually(async () => expect(await pending()).toEqual(nothing));
  });
});
