import {
  AMPERES,
  formatAge,
  formatInFull,
  formatMoment,
  formatPeriod,
  formatQuantity,
  formatSpan,
  formatTick,
  formatWindowWidth,
  KILOVOLTAMPERES,
  PERCENT,
  SIGNED_PERCENT,
  VOLTS,
  zoneName,
} from "./format.js";
import { currentUnit, powerUnit, timeZone, voltageUnit } from "./settings.js";

afterEach(() => {
  for (const choice of [currentUnit, powerUnit, timeZone, voltageUnit]) choice.set(choice.choices[0] as never);
});

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

describe("units of display", () => {
  it("are those the person chose, and what is told apart stays so", () => {
    voltageUnit.set("kV");
    currentUnit.set("kA");
    expect(formatQuantity(230.1, VOLTS)).toBe("0.2301 kV");
    expect(formatQuantity(15.21, AMPERES)).toBe("0.01521 kA");
    expect(VOLTS.divisor).toBe(1_000);
  });

  it("fit the number where that is chosen", () => {
    powerUnit.set("VA");
    expect(formatQuantity(3_570, KILOVOLTAMPERES)).toBe("3,570 VA");
    powerUnit.set("auto");
    expect([570, 3_570, 3_570_000].map((va) => formatQuantity(va, KILOVOLTAMPERES))).toEqual([
      "570 VA",
      "3.57 kVA",
      "3.57 MVA",
    ]);
  });
});

describe("times", () => {
  const at = Date.UTC(2026, 0, 5, 23, 30, 15);

  it("are shown in UTC where that is chosen, days and midnights too", () => {
    timeZone.set("utc");
    expect(zoneName()).toBe("UTC");
    expect(formatMoment(at, at + 60_000)).toBe("23:30:15");
    expect(formatMoment(at, at + 3_600_000)).toBe("5 Jan, 23:30:15");
    expect(formatInFull(at)).toContain("23:30:15");
    expect(formatTick(Date.UTC(2026, 0, 6), 3_600_000)).toBe("6 Jan");
  });
});

describe("a period", () => {
  it("names its day once", () => {
    const at = (day: number, hour: number) => new Date(2026, 0, day, hour, 5).getTime();
    expect(formatPeriod(at(5, 8), at(5, 9))).toBe("5 Jan 2026, 08:05 to 09:05");
    expect(formatPeriod(at(5, 8), at(6, 9))).toBe("5 Jan 2026, 08:05 to 6 Jan 2026, 09:05");
  });
});
