import { jest } from "@jest/globals";
import { frameWork } from "../frame-work.js";
import { FleetTicker } from "./fleet-ticker.js";

describe("the fleet's ticker", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function started() {
    const frames: { at: number; rows: number[]; count: number }[] = [];
    const start = performance.now();
    const ticker = new FleetTicker(frameWork("fleet"), ({ rows, count }) => {
      frames.push({ at: performance.now() - start, rows: [...rows], count });
    });
    return { ticker, frames };
  }

  it("lets the first change go at once", () => {
    const { ticker, frames } = started();
    ticker.add([3], 1);
    jest.advanceTimersByTime(1);
    expect(frames).toMatchObject([{ rows: [3], count: 1 }]);
  });

  it("gathers what follows into at most four frames a second", () => {
    const { ticker, frames } = started();
    for (let ms = 0; ms < 990; ms += 10) {
      ticker.add([ms % 3], 1);
      jest.advanceTimersByTime(10);
    }
    expect(frames).toHaveLength(4);
    expect(frames[1]).toMatchObject({ rows: [1, 2, 0] });
    expect(frames.slice(1).map(({ at }, i) => at - (frames[i]?.at ?? 0))).toEqual([250, 250, 250]);
  });

  it("does nothing while nothing changes", () => {
    const { ticker, frames } = started();
    ticker.add([], 5);
    jest.advanceTimersByTime(10_000);
    expect(frames).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("stops for good", () => {
    const { ticker, frames } = started();
    ticker.add([1], 1);
    ticker.stop();
    jest.advanceTimersByTime(10_000);
    expect(frames).toEqual([]);
  });
});
