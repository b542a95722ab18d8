import { DAY_MS, intervalWindows, narrowestMs, rangeWindows } from "./windows.js";

const now = Date.parse("2026-03-05T10:17:23.456Z");

describe("the windows of an interval", () => {
  it.each([
    ["daily", 300_000, 288, "2026-03-04T10:20:00.000Z", "2026-03-05T10:20:00.000Z"],
    ["weekly", 1_800_000, 336, "2026-02-26T10:30:00.000Z", "2026-03-05T10:30:00.000Z"],
    ["monthly", 7_200_000, 360, "2026-02-03T12:00:00.000Z", "2026-03-05T12:00:00.000Z"],
    ["yearly", 86_400_000, 365, "2025-03-06T00:00:00.000Z", "2026-03-06T00:00:00.000Z"],
  ] as const)("%s are %i ms wide and %i in number, the filling one last", (interval, windowMs, count, from, to) => {
    expect(intervalWindows(interval, undefined, now)).toEqual({
      windowMs,
      count,
      range: { from: Date.parse(from), to: Date.parse(to) },
    });
  });

  it("keep their width over another number of days", () => {
    expect(intervalWindows("daily", 3, now)).toMatchObject({ windowMs: 300_000, count: 864 });
  });

  it("start no empty window when the clock stands on an edge", () => {
    const { range } = intervalWindows("daily", 1, Date.parse("2026-03-05T10:20:00.000Z"));
    expect(new Date(range.to).toISOString()).toBe("2026-03-05T10:20:00.000Z");
  });
});

describe("the windows of a range", () => {
  it("are of a round width, not more than asked for, on the clock's round times", () => {
    const day = { from: now - DAY_MS, to: now };
    const { range, windowMs, count } = rangeWindows(day, 500);
    expect(windowMs).toBe(180_000);
    expect(range.from % windowMs).toBe(0);
    expect(range.to % windowMs).toBe(0);
    expect(range.from).toBeLessThanOrEqual(day.from);
    expect(range.to).toBeGreaterThanOrEqual(day.to);
    expect(count).toBe(481);
  });

  it.each([
    [1, 2_000, 1_000],
    [60_000, 2_000, 1_000],
    [3_600_000, 60, 60_000],
    [3_600_000, 59, 120_000],
    [400 * DAY_MS, 2_000, 6 * 3_600_000],
    [400 * DAY_MS, 100, 4 * DAY_MS],
    [400 * DAY_MS, 1, 400 * DAY_MS],
  ])("over %i ms in at most %i points are %i ms wide", (length, points, windowMs) => {
    const windows = rangeWindows({ from: now, to: now + length }, points);
    expect(windows.windowMs).toBe(windowMs);
    expect(windows.count).toBeLessThanOrEqual(points + 1);
  });
});

describe("the narrowest windows", () => {
  const kept = { raw: 30, minutes: 400, hours: 0 };
  it.each([
    [29, 1_000],
    [31, 60_000],
    [399, 60_000],
    [401, 3_600_000],
    [9_000, 3_600_000],
  ])("of %i days ago are %i ms wide", (days, windowMs) => {
    expect(narrowestMs(now - days * DAY_MS, kept, now)).toBe(windowMs);
    expect(rangeWindows({ from: now - days * DAY_MS, to: now - days * DAY_MS + 1 }, 500, windowMs).windowMs).toBe(
      windowMs,
    );
  });

  it("are minutes for ever where these are kept for ever", () => {
    expect(narrowestMs(0, { ...kept, minutes: 0 }, now)).toBe(60_000);
  });
});
