import { parseRangeSearch, rangeAround } from "./range-search.js";
import { timeRangeOf } from "./time-range.js";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 27, 12);

describe("the range in the address", () => {
  it("is one of those that end now, or has two ends", () => {
    expect(parseRangeSearch({ range: "weekly", from: NOON }, "live")).toEqual({ range: "weekly" });
    const custom = { range: "custom", from: NOON - MINUTE, to: NOON };
    expect(parseRangeSearch(custom, "live")).toEqual(custom);
  });

  it.each([
    [{}],
    [{ range: "hourly" }],
    [{ range: "custom" }],
    [{ range: "custom", from: NOON, to: NOON }],
    [{ range: "custom", from: NOON, to: NOON - MINUTE }],
    [{ range: "custom", from: "yesterday", to: NOON }],
    [{ range: "custom", from: NOON / 1_000, to: NOON }],
    [{ range: "custom", from: NOON, to: Number.POSITIVE_INFINITY }],
  ])("falls back from %j", (search) => {
    expect(parseRangeSearch(search, "daily")).toEqual({ range: "daily" });
  });

  it("is asked for as what it says", () => {
    expect(timeRangeOf({ range: "weekly" })).toMatchObject({ key: "weekly", spanMs: 7 * 86_400_000 });
    const [from, to] = [NOON + 5 * MINUTE, NOON + 6 * MINUTE];
    const custom = timeRangeOf({ range: "custom", from, to });
    expect(custom).toMatchObject({ spanMs: MINUTE, endsAt: to });
    expect(timeRangeOf({ range: "custom", from, to }, to + 59 * MINUTE).refreshMs).toBe(MINUTE);
    expect(timeRangeOf({ range: "custom", from, to }, to + 60 * MINUTE).refreshMs).toBe(false);
    expect(custom.key).not.toBe(timeRangeOf({ range: "custom", from, to: to + MINUTE }).key);
    expect(custom.phrase).toMatch(/^the time from 2[678] Nov 2026, \d\d:\d\d to \d\d:\d\d$/);
  });
});

describe("the range around something", () => {
  it("shows what came before and after it", () => {
    expect(rangeAround(NOON - 60 * MINUTE, NOON - 50 * MINUTE, NOON)).toEqual({
      range: "custom",
      from: NOON - 70 * MINUTE,
      to: NOON - 40 * MINUTE,
    });
    expect(rangeAround(NOON - 1_000 * MINUTE, NOON - 600 * MINUTE, NOON)).toMatchObject({
      from: NOON - 1_100 * MINUTE,
      to: NOON - 500 * MINUTE,
    });
  });

  it("ends now at the latest, also while it lasts", () => {
    expect(rangeAround(NOON - 30 * MINUTE, null, NOON)).toMatchObject({ from: NOON - 40 * MINUTE, to: NOON });
    expect(rangeAround(NOON - MINUTE, NOON, NOON)).toMatchObject({ to: NOON });
  });

  it("is a range also of what begins in the future, by a clock that is wrong", () => {
    const around = rangeAround(NOON + 60 * MINUTE, null, NOON);
    expect(parseRangeSearch(around, "live")).toEqual(around);
  });
});
