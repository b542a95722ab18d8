import {
  AMPERES,
  formatAge,
  formatPeriod,
  formatSpan,
  formatTick,
  formatWindowWidth,
  KILOVOLTAMPERES,
  PERCENT,
  SIGNED_PERCENT,
  VOLTS,
} from "./format.js";

describe("numbers", () => {
  it("keep their decimals, so that columns align", () => {
    expect(VOLTS.format(230)).toBe("230.0");
    expect(AMPERES.format(5.005)).toMatch(/^5\.0[01]$/);
    expect(KILOVOLTAMPERES.format(3_570)).toBe("3.57");
    expect(PERCENT.format(0.9)).toBe("0.90");
    expect([-1, 0, 1].map((percent) => SIGNED_PERCENT.format(percent))).toEqual(["-1.00", "0.00", "+1.00"]);
  });
});

describe("spans of time", () => {
  it("stand in their largest sensible unit", () => {
    const spans = [0, 59_999, 60_000, 3_599_999, 3_600_000, 47 * 3_600_000, 48 * 3_600_000];
    expect(spans.map(formatSpan)).toEqual(["0 s", "59 s", "1 min", "59 min", "1 h", "47 h", "2 d"]);
  });

  it("as an age do not flicker while data flows, and count when it stops", () => {
    expect([0, 4_999, 5_000, 61_000].map(formatAge)).toEqual(["< 5 s", "< 5 s", "5 s", "1 min"]);
  });

  it("name the width of windows", () => {
    expect([1_000, 300_000, 1_800_000, 7_200_000, 86_400_000].map(formatWindowWidth)).toEqual([
      "1-second",
      "5-minute",
      "30-minute",
      "2-hour",
      "1-day",
    ]);
  });
});

describe("labels of the time axis", () => {
  const noon = new Date(2026, 0, 5, 12, 30, 15).getTime();
  const midnight = new Date(2026, 0, 5).getTime();

  it("are as precise as the distance between them", () => {
    expect(formatTick(noon, 10_000)).toBe("12:30:15");
    expect(formatTick(noon, 600_000)).toBe("12:30");
    expect(formatTick(noon, 86_400_000)).toBe("5 Jan");
  });

  it("name the day where it changes", () => {
    expect(formatTick(midnight, 3_600_000 * 3)).toBe("5 Jan");
  });
});

describe("a period", () => {
  it("names its day once", () => {
    const at = (day: number, hour: number) => new Date(2026, 0, day, hour, 5).getTime();
    expect(formatPeriod(at(5, 8), at(5, 9))).toBe("5 Jan 2026, 08:05 to 09:05");
    expect(formatPeriod(at(5, 8), at(6, 9))).toBe("5 Jan 2026, 08:05 to 6 Jan 2026, 09:05");
  });
});
