import { parseRangeSearch } from "./range-search.js";
import { zoomByKey, zoomedIn, zoomTo } from "./zoom.js";

const NOON = Date.UTC(2026, 10, 27, 12);
const HOUR = 3_600_000;

describe("zooming in a chart", () => {
  it("shows what was drawn over, in whole seconds", () => {
    expect(zoomTo(NOON + 400.7, NOON + HOUR - 300.2)).toEqual({ range: "custom", from: NOON, to: NOON + HOUR });
  });

  it.each([20, 20 * 365 * 24 * HOUR])("stops at what is too narrow or too wide to be a range: %d ms", (span) => {
    const stopped = zoomTo(NOON - span, NOON);
    expect(parseRangeSearch(stopped, "live")).toEqual(stopped);
  });

  it("by keys leaves the cursor in its place", () => {
    const shown = { from: NOON, to: NOON + 4 * HOUR };
    expect(zoomByKey("+", shown, NOON + HOUR)).toEqual({
      range: "custom",
      from: NOON + HOUR / 2,
      to: NOON + 2.5 * HOUR,
    });
    expect(zoomByKey("-", shown, NOON + HOUR)).toEqual({ range: "custom", from: NOON - HOUR, to: NOON + 7 * HOUR });
    expect(zoomByKey("0", shown, NOON)).toBeUndefined();
  });

  it("by a press shows half, around the cursor where that is shown, else around the middle", () => {
    const shown = { from: NOON, to: NOON + 4 * HOUR };
    const aroundMiddle = { range: "custom", from: NOON + HOUR, to: NOON + 3 * HOUR };
    expect(zoomedIn(shown, null)).toEqual(aroundMiddle);
    expect(zoomedIn(shown, NOON - HOUR)).toEqual(aroundMiddle);
    expect(zoomedIn(shown, NOON + HOUR)).toEqual({ range: "custom", from: NOON + HOUR / 2, to: NOON + 2.5 * HOUR });
  });
});
