import { timeZone } from "./settings.js";
import { startOfWeek } from "./start-of-week.js";

afterEach(() => timeZone.choose("local"));

describe("the start of a week", () => {
  it.each([
    ["2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z"],
    ["2026-01-11T23:59:59Z", "2026-01-05T00:00:00Z"],
    ["2026-01-01T12:00:00Z", "2025-12-29T00:00:00Z"],
  ])("of %s is Monday, %s, in UTC", (at, monday) => {
    timeZone.choose("utc");
    expect(startOfWeek(Date.parse(at))).toBe(Date.parse(monday));
  });

  it("is midnight of a Monday in the browser's own zone", () => {
    const start = new Date(startOfWeek(Date.parse("2026-03-31T10:00:00Z")));
    expect([start.getDay(), start.getHours(), start.getMinutes()]).toEqual([1, 0, 0]);
  });
});
