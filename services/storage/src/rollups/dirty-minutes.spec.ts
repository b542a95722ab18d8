import { DirtyMinutes } from "./dirty-minutes.js";

const MINUTE = 60_000;
const start = Date.UTC(2026, 0, 1, 12);
const delays = { settleMs: 5_000, lateMs: 15_000, longestMs: 90_000 };

let dirty: DirtyMinutes;
beforeEach(() => {
  dirty = new DirtyMinutes(delays, 100);
});

/** Readings of a device at these times, read at `now` as message `seq`. */
function add(device: string, times: number[], seq: number, now: number): void {
  dirty.add({ devices: times.map(() => device), timestamps: times }, seq, now);
}

/** What is due, as `device@minute`. */
function due(now: number, position = now): string[] {
  return [...dirty.takeDue(position, now)].flatMap(([at, devices]) =>
    [...devices].map((device) => `${device}@${(at - start) / MINUTE}`),
  );
}

describe("dirty minutes", () => {
  it("are due once, some seconds after their end", () => {
    add("a", [start, start + 59_999], 1, start);
    add("b", [start + 30_000, start + MINUTE], 2, start + 30_000);
    expect(due(start + MINUTE + 4_999)).toEqual([]);
    expect(due(start + MINUTE + 5_000)).toEqual(["a@0", "b@0"]);
    expect(due(start + MINUTE + 6_000)).toEqual([]);
    expect(due(start + 2 * MINUTE + 5_000)).toEqual(["b@1"]);
  });

  it("are due by how far the stream is read, not by the clock", () => {
    add("a", [start], 1, start);
    expect(due(start + 80_000, start + 30_000)).toEqual([]);
    expect(due(start + 80_000, start + 65_000)).toEqual(["a@0"]);
  });

  it("collect what comes late for a while", () => {
    const now = start + 3 * 60 * MINUTE;
    add("a", [start], 1, now);
    add("b", [start + 1], 2, now + 14_000);
    expect(due(now + 14_999)).toEqual([]);
    expect(due(now + 15_000)).toEqual(["a@0", "b@0"]);
  });

  it("of a device whose clock is ahead do not wait for their end", () => {
    add("ahead", [start + 10 * MINUTE], 1, start);
    expect(due(start + 89_999)).toEqual([]);
    expect(due(start + 90_000)).toEqual(["ahead@10"]);
  });

  it("are all due when there are many", () => {
    for (let device = 0; device < 100; device++) add(`unit-${device}`, [start + MINUTE], device, start + MINUTE);
    expect(dirty.isFull).toBe(true);
    expect(due(start + MINUTE)).toHaveLength(100);
    expect(dirty.isFull).toBe(false);
  });

  it("know the first message and the first minute that still wait", () => {
    expect([dirty.firstSeq, dirty.firstFrom(0)]).toEqual([undefined, undefined]);
    add("a", [start], 7, start);
    add("a", [start + MINUTE], 8, start + MINUTE);
    add("a", [start + 1], 9, start + MINUTE);
    expect([dirty.firstSeq, dirty.firstFrom(0), dirty.firstFrom(start + 1)]).toEqual([7, start, start + MINUTE]);
    due(start + MINUTE + 5_000);
    expect([dirty.firstSeq, dirty.firstFrom(0)]).toEqual([8, start + MINUTE]);
  });
});
