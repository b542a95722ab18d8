import type { Insight } from "@gridwatch/contracts";
import { jest } from "@jest/globals";
import { started } from "./rooms.fixture.js";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Lets what is due be sent. */
const tick = (ms = 250) => jest.advanceTimersByTime(ms);

/** @param anomaly when it began, and when it ended if it has */
function insight(device: string, at: number, ...anomaly: [start?: number, end?: number]): Insight {
  const [start, end] = anomaly;
  const made: Insight = { v: 1, device, at, reason: "NORMAL", score: 0.123_456, threshold: 0.95, contributions: [] };
  if (start === undefined) return made;
  const event = { id: `${device}:${start}`, start, peak: 1, peakAt: at, contributions: [] };
  return { ...made, reason: "ANOMALY", event: end === undefined ? event : { ...event, end } };
}

/** A client that keeps up and one that does not, both in the fleet's room and in that of unit a. */
function withSlowClient() {
  const all = started();
  const slow = all.client("slow", { fleet: true, devices: ["a"] });
  const quick = all.client("quick", { fleet: true, devices: ["a"] });
  tick();
  const block = () => {
    slow.received.length = 0;
    quick.received.length = 0;
    Object.assign(slow, { stalledFor: 500, drained: false });
    all.rooms.look(1_000);
  };
  const release = () => {
    Object.assign(slow, { stalledFor: 0, drained: true });
    all.rooms.look(1_250);
    tick();
  };
  return { ...all, slow, quick, block, release };
}

describe("insights", () => {
  it("go to a unit's room each, and to the fleet's as the newest of each unit", () => {
    const { counts, insights, client } = started();
    const unit = client("unit", { devices: ["a"] });
    const fleet = client("fleet", { fleet: true });
    tick();
    insights.accept([insight("a", 1), insight("b", 1)]);
    insights.accept([insight("a", 2)]);
    tick();
    expect(unit.received).toEqual(["snapshot device:a ", "insight device:a a@1", "insight device:a a@2"]);
    expect(fleet.received).toEqual(["snapshot fleet ", "insight fleet a@2,b@1"]);
    expect(counts.insights).toMatchObject({ received: 3, coalesced: 1, behind: 0, frames: { fleet: 1, device: 2 } });
  });

  it("stand in the snapshot that a newcomer gets, the newest of each unit", () => {
    const { insights, client } = started();
    insights.accept([insight("a", 1, 1), insight("b", 1)]);
    insights.accept([insight("a", 2, 1)]);
    const { received } = client("x", { fleet: true, devices: ["a", "c"] });
    tick();
    expect(received).toEqual(["snapshot device:a  | a@2(1-)", "snapshot device:c ", "snapshot fleet  | a@2(1-),b@1"]);
  });

  it("that open or end an anomaly all reach the fleet's room, however fast they come", () => {
    const { insights, client } = started();
    const { received } = client("x", { fleet: true });
    tick();
    insights.accept([
      insight("a", 1),
      insight("a", 2, 2),
      insight("a", 3, 2, 3),
      insight("a", 4, 4),
      insight("a", 5, 4),
    ]);
    tick();
    expect(received.at(-1)).toBe("insight fleet a@2(2-),a@3(2-3),a@4(4-),a@5(4-)");
  });

  it("are not told again to those who come when nobody was there", () => {
    const { insights, client } = started();
    insights.accept([insight("a", 1, 1, 1), insight("a", 2)]);
    const { received } = client("x", { fleet: true });
    tick();
    insights.accept([insight("b", 3)]);
    tick();
    expect(received).toEqual(["snapshot fleet  | a@2", "insight fleet b@3"]);
  });

  it("cost nothing while nobody is there", () => {
    const { insights } = started();
    insights.accept([insight("a", 1)]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("a client that was behind", () => {
  it("is told of every anomaly that opened or ended meanwhile, and of the newest of each unit", () => {
    const { counts, insights, slow, quick, block, release } = withSlowClient();
    block();
    insights.accept([insight("a", 1, 1), insight("b", 1)]);
    insights.accept([insight("a", 2, 1, 2)]);
    insights.accept([insight("a", 3)]);
    tick();
    expect(slow.received).toEqual([]);
    expect(quick.received).toEqual([
      "insight device:a a@1(1-)",
      "insight device:a a@2(1-2)",
      "insight device:a a@3",
      "insight fleet a@1(1-),a@2(1-2),a@3,b@1",
    ]);
    // Three of its unit, four of the fleet.
    expect(counts.insights.behind).toBe(7);
    release();
    expect(slow.received).toEqual([
      "snapshot device:a  | a@1(1-),a@2(1-2),a@3",
      "snapshot fleet  | a@1(1-),a@2(1-2),a@3,b@1",
    ]);
    expect(counts.insights.lostChanges).toBe(0);
  });

  it("is told of what was waiting for the fleet's next frame when it fell behind", () => {
    const { insights, slow, block, release } = withSlowClient();
    insights.accept([insight("b", 1)]);
    tick(1);
    insights.accept([insight("b", 2, 2), insight("b", 3, 2, 3), insight("b", 4)]);
    block();
    tick();
    release();
    expect(slow.received).toEqual(["snapshot device:a ", "snapshot fleet  | b@2(2-),b@3(2-3),b@4"]);
  });

  it("is told once: when it falls behind again, of what came since", () => {
    const { insights, slow, block, release } = withSlowClient();
    block();
    insights.accept([insight("a", 1, 1), insight("a", 2, 1, 2)]);
    tick();
    release();
    block();
    insights.accept([insight("a", 3, 3)]);
    tick();
    release();
    expect(slow.received).toEqual(["snapshot device:a  | a@3(3-)", "snapshot fleet  | a@3(3-)"]);
  });

  it("is told as much as is kept, and what is not is counted", () => {
    const { counts, insights, slow, block, release } = withSlowClient();
    block();
    for (let at = 1; at <= 10_001; at++) insights.accept([insight("a", at, at, at)]);
    tick();
    const lostBefore = counts.insights.lostChanges;
    release();
    expect(slow.received[0]?.startsWith("snapshot device:a  | a@2(2-2),a@3(3-3)")).toBe(true);
    // Once for each of its rooms.
    expect(counts.insights.lostChanges - lostBefore).toBe(2);
  });
});

describe("while the stream is read back", () => {
  it("nothing is sent, then those who are here are told the newest", () => {
    const { counts, feed, insights, client } = started({ live: false });
    feed.goLive();
    const { received } = client("x", { fleet: true, devices: ["a"] });
    tick();
    insights.accept([insight("a", 1, 1), insight("a", 2, 1, 2), insight("a", 3)]);
    tick();
    expect(received).toEqual(["snapshot device:a ", "snapshot fleet "]);
    insights.goLive();
    tick();
    expect(received.slice(2)).toEqual(["insight device:a a@3", "insight fleet a@3"]);
    expect(counts.insights).toMatchObject({ received: 0, coalesced: 0 });
  });
});
