import { once } from "node:events";
import { eventually } from "@gridwatch/testkit";
import { WebSocket } from "ws";
import { Faucet } from "./faucet.js";
import { type Realtime, range, readingsOf, startRealtime } from "./realtime.fixture.js";
import { Viewer, valueIn } from "./viewer.js";

const ROWS = 10_000;
/** What the system's buffers on loopback take, and then some. */
const MESSAGES = 60;

let faucet: Faucet;
let sent = 0;

/** A service for the tests of one `describe`, with a faucet per test. */
function withService(env: Record<string, string> = {}): () => Realtime {
  let realtime: Realtime;
  beforeAll(async () => {
    realtime = await startRealtime(env);
  });
  beforeEach(async () => {
    faucet = await Faucet.before(realtime.service.url);
  });
  afterEach(() => faucet.close());
  afterAll(() => realtime.stop());
  return () => realtime;
}

/**
 * Publishes more than fits into the buffers of a connection that nobody reads, no faster than somebody else does read.
 *
 * @param quickest the newest value that the other client has got
 */
async function flood(realtime: Realtime, quickest: () => number | null | undefined): Promise<number[]> {
  const first = sent + 1;
  for (const _ of range(1, MESSAGES)) {
    await realtime.publish(readingsOf("busy", range(sent + 1, sent + ROWS)));
    sent += ROWS;
    await eventually(() => expect(quickest()).toBe(sent), { everyMs: 2 });
  }
  return range(first, sent);
}

/** Whether the values ascend by one from the first on. */
function isGapless(values: (number | null)[]): boolean {
  return values.every((value, i) => value === (values[0] ?? 0) + i);
}

/** A client of /ws that follows the busy unit. */
function open(url: string): { socket: WebSocket; values: number[] } {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws?device=busy`);
  const values: number[] = [];
  socket.on("message", (data) => values.push(JSON.parse(data.toString()).data.v));
  return { socket, values };
}

describe("a client that stops reading for a while", () => {
  const service = withService();

  it("is skipped if it is a browser, then gets the newest values and every further reading, while another misses nothing", async () => {
    const realtime = service();
    const quick = await new Viewer(realtime.service.url).follow({ fleet: true, devices: ["busy"] });
    const slow = await new Viewer(faucet.url).follow({ fleet: true, devices: ["busy"] });
    const skippedBefore = await realtime.metric("readings_skipped_total", { reason: "behind" });
    faucet.shut();
    const values = await flood(realtime, () => quick.newestOf("busy"));
    await eventually(async () => expect(await realtime.metric("slow_clients", { transport: "socketio" })).toBe(1));
    expect(quick.valuesOf("busy")).toEqual(values);
    expect(quick.snapshots).toHaveLength(2);

    faucet.reopen();
    await eventually(() => expect(slow.snapshots).toHaveLength(4));
    expect(await realtime.metric("slow_clients")).toBe(0);
    expect(await realtime.metric("readings_skipped_total", { reason: "behind" })).toBeGreaterThan(skippedBefore);
    expect(slow.snapshots.slice(2).map((frame) => [frame.room, valueIn(frame, "busy")])).toEqual([
      ["device:busy", sent],
      ["fleet", sent],
    ]);

    const before = slow.valuesOf("busy");
    expect(before.length).toBeLessThan(values.length);
    expect(isGapless(before)).toBe(true);
    await realtime.publish(readingsOf("busy", [++sent]));
    await eventually(() => expect(quick.valuesOf("busy").at(-1)).toBe(sent));
    await eventually(() => expect(slow.valuesOf("busy")).toEqual([...before, sent]));
    expect([...slow.disconnects, ...quick.disconnects]).toEqual([]);
    quick.close();
    slow.close();
  });

  it("misses readings if it is at /ws, and goes on later, while another misses nothing", async () => {
    const realtime = service();
    const quick = open(realtime.service.url);
    const slow = open(faucet.url);
    await Promise.all([once(quick.socket, "open"), once(slow.socket, "open")]);
    faucet.shut();
    const values = await flood(realtime, () => quick.values.at(-1));
    await eventually(async () => expect(await realtime.metric("slow_clients", { transport: "ws" })).toBe(1));
    expect(quick.values).toEqual(values);

    faucet.reopen();
    await eventually(async () => expect(await realtime.metric("slow_clients", { transport: "ws" })).toBe(0));
    await realtime.publish(readingsOf("busy", [++sent]));
    await eventually(() => expect(slow.values.at(-1)).toBe(sent));
    expect(slow.values.length).toBeLessThan(values.length);
    expect(isGapless(slow.values.slice(0, -1))).toBe(true);
    quick.socket.terminate();
    slow.socket.terminate();
  });
});

describe("a client that stays stuck", () => {
  const service = withService({ REALTIME_STUCK_AFTER_MS: "1000" });

  it("is disconnected, and if it is a browser comes back by itself", async () => {
    const realtime = service();
    const quick = await new Viewer(realtime.service.url).follow({ devices: ["busy"] });
    const stuck = await new Viewer(faucet.url).follow({ devices: ["busy"] });
    const cutBefore = await realtime.metric("stuck_clients_total");
    faucet.shut();
    const values = await flood(realtime, () => quick.newestOf("busy"));
    await eventually(async () => expect(await realtime.metric("stuck_clients_total")).toBe(cutBefore + 1));
    await eventually(async () => expect(await realtime.metric("clients", { transport: "socketio" })).toBe(1));
    expect(quick.valuesOf("busy")).toEqual(values);
    faucet.reopen();
    await eventually(() => expect(stuck.disconnects).toEqual(["transport close"]));
    await eventually(() => expect(stuck.socket.connected).toBe(true));
    quick.close();
    stuck.close();
  });

  it("is disconnected from /ws too", async () => {
    const realtime = service();
    const quick = open(realtime.service.url);
    const stuck = open(faucet.url);
    await Promise.all([once(quick.socket, "open"), once(stuck.socket, "open")]);
    stuck.socket.on("error", () => {});
    faucet.shut();
    const values = await flood(realtime, () => quick.values.at(-1));
    await eventually(async () => expect(await realtime.metric("clients", { transport: "ws" })).toBe(1));
    expect(quick.values).toEqual(values);
    const closed = once(stuck.socket, "close");
    faucet.reopen();
    await closed;
    quick.socket.terminate();
  });
});
