import type { ReadingColumns } from "@gridwatch/contracts";
import { jest } from "@jest/globals";
import { started } from "./rooms.fixture.js";
import { parseSubscription } from "./subscription.js";

let clock = 0;
function batch(...rows: [device: string, value: number][]): ReadingColumns {
  clock += 1;
  return {
    devices: rows.map(([device]) => device),
    timestamps: rows.map(() => clock),
    receivedAt: rows.map(() => clock),
    suspect: [],
    metrics: { v: rows.map(([, value]) => value) },
  };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Lets what is due be sent. */
const tick = (ms = 1) => jest.advanceTimersByTime(ms);

describe("a client of a unit's room", () => {
  it("gets the newest values, then every reading in order, one frame per batch", () => {
    const { feed, client } = started();
    feed.accept(batch(["a", 1], ["b", 2]));
    const { received } = client("x", { devices: ["a"] });
    feed.accept(batch(["a", 3], ["b", 4], ["a", 5]));
    feed.accept(batch(["b", 6]));
    feed.accept(batch(["a", 7]));
    expect(received).toEqual(["snapshot device:a a=1", "readings device:a a=3,a=5", "readings device:a a=7"]);
  });

  it("gets an empty snapshot of a unit that is not known yet", () => {
    const { client } = started();
    expect(client("x", { devices: ["a"] }).received).toEqual(["snapshot device:a "]);
  });

  it("gets nothing more once it has unsubscribed or gone", () => {
    const { feed, rooms, client } = started();
    const x = client("x", { devices: ["a", "b"] });
    rooms.unsubscribe("x", parseSubscription({ devices: ["a"] }));
    feed.accept(batch(["a", 1], ["b", 2]));
    rooms.disconnect("x");
    feed.accept(batch(["a", 3], ["b", 4]));
    expect(x.received).toEqual(["snapshot device:a ", "snapshot device:b ", "readings device:b b=2"]);
  });

  it("may follow 64 units over several subscriptions, but not one more", () => {
    const { rooms, client } = started();
    const units = Array.from({ length: 64 }, (_, i) => `unit-${i}`);
    const x = client("x", { fleet: true, devices: units });
    const before = x.received.length;
    expect(() => rooms.subscribe("x", parseSubscription({ devices: ["unit-0", "unit-64"] }))).toThrow("at most 64");
    expect(x.received).toHaveLength(before);
    rooms.subscribe("x", parseSubscription({ devices: ["unit-63"] }));
    expect(x.received.at(-1)).toBe("snapshot device:unit-63 ");
  });
});

describe("a client of the fleet's room", () => {
  it("gets the newest values of all, then of those that changed", () => {
    const { counts, feed, client } = started();
    feed.accept(batch(["a", 1], ["b", 2]));
    const { received } = client("x", { fleet: true });
    tick();
    feed.accept(batch(["a", 3]));
    tick();
    feed.accept(batch(["b", 4], ["a", 5]));
    feed.accept(batch(["b", 6]));
    tick(250);
    expect(received).toEqual(["snapshot fleet a=1,b=2", "fleet fleet a=3", "fleet fleet b=6,a=5"]);
    expect(counts).toMatchObject({ received: 6, coalesced: 1, frames: { fleet: 2 } });
  });

  it("costs nothing while nobody is there", () => {
    const { counts, feed } = started();
    feed.accept(batch(["a", 1]));
    expect(jest.getTimerCount()).toBe(0);
    expect(counts.frames.fleet).toBe(0);
  });

  it("shares its snapshot with those who come at the same time", () => {
    const { feed, client } = started();
    feed.accept(batch(["a", 1]));
    const clients = ["x", "y", "z"].map((id) => client(id, { fleet: true }));
    tick();
    expect(clients.map(({ received }) => received)).toEqual(Array(3).fill(["snapshot fleet a=1"]));
  });
});

describe("while the stream is read back", () => {
  it("nothing is sent, and snapshots wait until it is done", () => {
    const { counts, feed, client } = started({ live: false });
    const x = client("x", { fleet: true, devices: ["a"] });
    feed.accept(batch(["a", 1]));
    feed.accept(batch(["a", 2]));
    tick(1_000);
    expect(x.received).toEqual([]);
    feed.goLive();
    tick();
    expect(x.received).toEqual(["snapshot device:a a=2", "snapshot fleet a=2"]);
    expect(counts.received).toBe(0);
  });
});

describe("a client that falls behind", () => {
  function withSlowClient() {
    const all = started();
    const slow = all.client("slow", { fleet: true, devices: ["a"] });
    const quick = all.client("quick", { fleet: true, devices: ["a"] });
    tick();
    slow.received.length = 0;
    quick.received.length = 0;
    Object.assign(slow, { stalledFor: 500, drained: false });
    all.rooms.look(1_000);
    return { ...all, slow, quick };
  }

  it("is skipped, which is counted, while others miss nothing", () => {
    const { counts, rooms, feed, slow, quick } = withSlowClient();
    feed.accept(batch(["a", 1], ["b", 1], ["a", 2]));
    tick(250);
    expect(rooms.behindCount).toBe(1);
    expect(slow.received).toEqual([]);
    expect(quick.received).toEqual(["readings device:a a=1,a=2", "fleet fleet a=2,b=1"]);
    expect(counts.skippedBehind).toBe(4);
  });

  it("gets the newest values when it has caught up, and every reading from then on", () => {
    const { counts, rooms, feed, slow } = withSlowClient();
    feed.accept(batch(["a", 1]));
    Object.assign(slow, { stalledFor: 0, drained: true });
    rooms.look(1_250);
    tick(250);
    feed.accept(batch(["a", 2]));
    expect(slow.received).toEqual(["snapshot device:a a=1", "snapshot fleet a=1", "readings device:a a=2"]);
    expect(rooms.behindCount).toBe(0);
    expect(counts.skippedBehind).toBe(1);
  });

  it("is let into what it has subscribed to meanwhile", () => {
    const { rooms, feed, slow } = withSlowClient();
    rooms.subscribe("slow", parseSubscription({ devices: ["b"] }));
    rooms.unsubscribe("slow", parseSubscription({ devices: ["a"], fleet: true }));
    feed.accept(batch(["a", 1], ["b", 2]));
    expect(slow.received).toEqual([]);
    slow.drained = true;
    rooms.look(1_250);
    expect(slow.received).toEqual(["snapshot device:b b=2"]);
  });

  it("is cut off when it stays behind", () => {
    const { counts, rooms, slow, quick } = withSlowClient();
    rooms.look(30_999);
    expect(slow.isCutOff).toBe(false);
    rooms.look(31_000);
    expect([slow.isCutOff, quick.isCutOff, counts.stuckClients]).toEqual([true, false, 1]);
    rooms.disconnect("slow");
    expect(rooms.behindCount).toBe(0);
  });

  it("is behind at once when too much waits for it", () => {
    const { rooms, feed, client } = started();
    const x = client("x", { devices: ["a"] });
    rooms.overflow("x");
    feed.accept(batch(["a", 1]));
    expect(x.received).toEqual(["snapshot device:a "]);
  });
});
