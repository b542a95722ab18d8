import { planSegments } from "./tier-plan.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const noon = Date.UTC(2026, 2, 5, 12);
/** Rolled up until 12:17. */
const state = { rolledFrom: 0, rolledUntil: noon + 17 * MINUTE, late: [] };

/** `policy from–to`, as times of that day. */
function plan(from: number, to: number, windowMs: number, known: Parameters<typeof planSegments>[2] = state): string[] {
  const time = (at: number) => new Date(at).toISOString().slice(5, 16);
  return planSegments({ from, to }, windowMs, known).map(
    (segment) => `${segment.policy} ${time(segment.from)} ${time(segment.to)}`,
  );
}

describe("the segments of a range", () => {
  it("come from the coarsest tier first, then from finer ones, and the tail from raw", () => {
    expect(plan(noon - 36 * HOUR, noon + 12 * HOUR, DAY)).toEqual([
      "1d 03-04T00:00 03-05T00:00",
      "1h 03-05T00:00 03-05T12:00",
      "10m 03-05T12:00 03-05T12:10",
      "1m 03-05T12:10 03-05T12:17",
      "raw 03-05T12:17 03-06T00:00",
    ]);
  });

  it("come from tiers only whose windows make up those that are asked for", () => {
    expect(plan(noon - HOUR, noon, 5 * MINUTE)).toEqual(["1m 03-05T11:00 03-05T12:00"]);
    expect(plan(noon - HOUR, noon, 30 * MINUTE)).toEqual(["10m 03-05T11:00 03-05T12:00"]);
    expect(plan(noon - HOUR, noon, 90_000)).toEqual(["raw 03-05T11:00 03-05T12:00"]);
    expect(plan(noon - 6 * HOUR, noon, 2 * HOUR)).toEqual(["1h 03-05T06:00 03-05T12:00"]);
  });

  it("are all raw while nothing is rolled up", () => {
    expect(planSegments({ from: 0, to: HOUR }, HOUR, undefined)).toEqual([{ policy: "raw", from: 0, to: HOUR }]);
  });

  it("are raw before what is rolled up so far, to the day", () => {
    const known = { ...state, rolledFrom: noon - 2 * DAY };
    expect(plan(noon - 4 * DAY, noon, HOUR, known)).toEqual([
      "raw 03-01T12:00 03-04T00:00",
      "1h 03-04T00:00 03-05T12:00",
    ]);
    expect(plan(noon - DAY, noon, HOUR, { ...state, rolledFrom: noon, rolledUntil: noon })).toEqual([
      "raw 03-04T12:00 03-05T12:00",
    ]);
  });

  it("are raw where something came late, and around it from tiers as coarse as they can be", () => {
    const late = [{ from: noon - 99 * MINUTE, to: noon - 98 * MINUTE }];
    expect(plan(noon - 12 * HOUR, noon, HOUR, { ...state, late })).toEqual([
      "1h 03-05T00:00 03-05T10:00",
      "10m 03-05T10:00 03-05T10:20",
      "1m 03-05T10:20 03-05T10:21",
      "raw 03-05T10:21 03-05T10:22",
      "1m 03-05T10:22 03-05T10:30",
      "10m 03-05T10:30 03-05T11:00",
      "1h 03-05T11:00 03-05T12:00",
    ]);
    expect(plan(noon, noon + HOUR, 10 * MINUTE, { ...state, late })).toEqual(plan(noon, noon + HOUR, 10 * MINUTE));
  });

  it("are raw for as much of the range as came late, unless that is more than rolling it up takes", () => {
    const late = [
      { from: noon - 9 * HOUR, to: noon - 5 * HOUR },
      { from: noon - 3 * HOUR, to: noon - HOUR },
    ];
    expect(plan(noon - 8 * HOUR, noon, HOUR, { ...state, late })).toEqual([
      "raw 03-05T04:00 03-05T07:00",
      "1h 03-05T07:00 03-05T09:00",
      "raw 03-05T09:00 03-05T11:00",
      "1h 03-05T11:00 03-05T12:00",
    ]);
    const more = [...late, { from: noon - 30 * MINUTE, to: noon - 29 * MINUTE }];
    expect(plan(noon - 9 * HOUR, noon, HOUR, { ...state, late: more })).toEqual(["1h 03-05T03:00 03-05T12:00"]);
  });

  it("are none for no range", () => {
    expect(plan(noon, noon, HOUR)).toEqual([]);
  });
});
