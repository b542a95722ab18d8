import { panByKey, panned, zoomedOut } from "./pan.js";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 27, 12);
const custom = (from: number, to: number) => ({ range: "custom", from, to });

describe("panning a chart", () => {
  const shown = { from: NOON - 2 * HOUR, to: NOON - HOUR };

  it("moves both ends, and not past now", () => {
    expect(panned(shown, -HOUR, NOON)).toEqual(custom(NOON - 3 * HOUR, NOON - 2 * HOUR));
    expect(panned(shown, 0.5 * HOUR, NOON)).toEqual(custom(NOON - 1.5 * HOUR, NOON - 0.5 * HOUR));
    expect(panned(shown, 5 * HOUR, NOON)).toEqual(custom(NOON - HOUR, NOON));
  });

  it("leaves what ends now where it is, though a moment has passed since", () => {
    expect(panned({ from: NOON - 5 * MINUTE, to: NOON }, MINUTE, NOON + 1_000)).toBeUndefined();
    expect(panned({ from: NOON - HOUR, to: NOON + HOUR }, MINUTE, NOON)).toBeUndefined();
  });

  it("goes by whole windows, so that what is shown does not grow from move to move", () => {
    const moved = panned({ ...shown, windowMs: 10 * MINUTE }, -25 * MINUTE, NOON);
    expect(moved).toEqual(custom(shown.from - 20 * MINUTE, shown.to - 20 * MINUTE));
  });

  it("is by half of what is shown with the arrow keys", () => {
    expect(panByKey("ArrowLeft", shown, NOON)).toEqual(custom(NOON - 2.5 * HOUR, NOON - 1.5 * HOUR));
    expect(panByKey("ArrowRight", shown, NOON)).toEqual(custom(NOON - 1.5 * HOUR, NOON - 0.5 * HOUR));
    expect(panByKey("Home", shown, NOON)).toBeUndefined();
  });
});

describe("zooming out", () => {
  it("shows twice as much around the middle, until now at the latest", () => {
    const earlier = { from: NOON - 4 * HOUR, to: NOON - 2 * HOUR };
    expect(zoomedOut(earlier, NOON)).toEqual(custom(NOON - 5 * HOUR, NOON - HOUR));
    expect(zoomedOut({ from: NOON - HOUR, to: NOON }, NOON)).toEqual(custom(NOON - 2 * HOUR, NOON));
  });
});
