import { isSettled } from "./rollup-state.js";

const MINUTE = 60_000;
const late = [{ from: 100 * MINUTE, to: 110 * MINUTE }];
const state = { streamSeq: 7, streamCreated: 1, rolledFrom: 0, rolledUntil: 500 * MINUTE, redoUntil: 0, late };

/** Whether minutes `from` to `to` are. */
const settled = (from: number, to: number, change: Partial<typeof state> = {}) =>
  isSettled({ from: from * MINUTE, to: to * MINUTE }, { ...state, ...change });

describe("a range", () => {
  it("is settled when it is over and rolled up", () => {
    expect([settled(200, 500), settled(200, 501)]).toEqual([true, false]);
  });

  it("is not while something of it came late", () => {
    expect([settled(90, 101), settled(109, 120), settled(103, 104), settled(50, 200)]).toEqual(
      new Array(4).fill(false),
    );
    expect([settled(90, 100), settled(110, 120)]).toEqual([true, true]);
  });

  it("is not while all of raw is being rolled up again and has not come to it", () => {
    const redoUntil = 300 * MINUTE;
    expect([settled(200, 250, { redoUntil }), settled(290, 310, { redoUntil })]).toEqual([false, false]);
    expect(settled(300, 310, { redoUntil })).toBe(true);
  });
});
