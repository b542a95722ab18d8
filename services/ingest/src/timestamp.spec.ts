import { parseTimestamp } from "./timestamp.js";

describe("parseTimestamp", () => {
  const ms = Date.UTC(2024, 0, 10, 15, 30, 45, 123);
  it.each([
    ["2024-01-10T15:30:45.123Z", ms],
    ["2024-01-10T15:30:45.123", ms],
    ["2024-01-10T15:30:45,123Z", ms],
    ["2024-01-10T15:30:45.123456789Z", ms],
    ["2024-01-10T16:30:45.123+01:00", ms],
    ["2024-01-10T16:30:45.123+0100", ms],
    ["2024-01-10T16:30:45.123+01", ms],
    ["2024-01-10T15:30Z", ms - 45_123],
    [ms, ms],
    [ms / 1000, ms],
    [0, 0],
  ])("reads %p", (value, expected) => {
    expect(parseTimestamp(value)).toBe(expected);
  });

  it.each([
    "",
    "now",
    "1704900645",
    "2024-01-10",
    "2024-13-10T00:00:00Z",
    "10/01/2024 15:30",
    {},
    null,
    true,
    Number.NaN,
  ])("knows no time in %p", (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  });
});
