import { ReceiptClock } from "./receipt-clock.js";

const NOW = 1_700_000_000_000;

describe("the clock of readings without a time", () => {
  it("gives each reading of a device a millisecond of its own, and goes with the time where it can", () => {
    const clock = new ReceiptClock(1_000);
    expect([clock.next("a", NOW), clock.next("a", NOW), clock.next("a", NOW + 1)]).toEqual([NOW, NOW + 1, NOW + 2]);
    expect(clock.reserve("a", NOW + 2, 5)).toBe(NOW + 3);
    expect(clock.next("a", NOW + 2)).toBe(NOW + 8);
    expect(clock.next("a", NOW + 500)).toBe(NOW + 500);
  });

  it("knows devices apart", () => {
    const clock = new ReceiptClock(1_000);
    clock.reserve("a", NOW, 100);
    expect(clock.next("b", NOW)).toBe(NOW);
  });

  it("goes never further ahead than it may, and on when time has passed", () => {
    const clock = new ReceiptClock(10);
    const given = Array.from({ length: 20 }, () => clock.next("a", NOW));
    expect(given).toEqual([...Array.from({ length: 11 }, (_, i) => NOW + i), ...new Array(9).fill(undefined)]);
    expect(clock.reserve("a", NOW + 2, 3)).toBeUndefined();
    expect(clock.reserve("a", NOW + 2, 2)).toBe(NOW + 11);
  });
});
