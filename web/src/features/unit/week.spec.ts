import type { DeviceHistory } from "@gridwatch/contracts";
import { powerQuality } from "./power-quality.js";
import { thermal } from "./thermal.js";
import { type Week, weekOf } from "./week.js";

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const START = Date.parse("2026-01-05T00:00:00Z");

/** Windows one after the other, of which the last is still filling. */
function history(windows: number, values: Record<string, number[]>, windowMs = WINDOW): DeviceHistory {
  const timestamps = Array.from({ length: windows }, (_, window) => START + window * windowMs);
  const series = ([metric, column]: [string, number[]]) => [metric, { min: column, mean: column, max: column }];
  return {
    device: "unit-1",
    from: new Date(START).toISOString(),
    to: new Date(START + windows * windowMs).toISOString(),
    windowMs,
    timestamps,
    metrics: Object.fromEntries(Object.entries(values).map(series)),
  };
}

function week(windows: number, values: Record<string, number[]>): Week {
  const known = weekOf(history(windows, values));
  if (known === null) throw new Error("these are windows of 10 minutes");
  return known;
}

const fill = (count: number, value: number) => Array<number>(count).fill(value);

describe("a unit's week", () => {
  it("leaves out the window that is still filling, in every column", () => {
    const { timestamps, course } = week(3, { out_voltage1: [230, 231, 400] });
    expect(timestamps).toEqual([START, START + WINDOW]);
    expect(course("out_voltage1")).toEqual({ min: [230, 231], mean: [230, 231], max: [230, 231] });
    expect(course("out_voltage2").mean).toEqual([]);
  });

  it("is not known from wider windows", () => {
    expect(weekOf(history(3, {}, 60 * MINUTE))).toBeNull();
  });
});

describe("the power quality of a week", () => {
  it("judges each phase against the nominal voltage near the usual one, and lists events newest first", () => {
    const quality = powerQuality(
      week(5, {
        out_voltage1: [230, 230, 230, 184, 230],
        out_voltage2: [276, 230, 230, 230, 230],
      }),
    );
    expect(quality?.nominal).toBe(230);
    expect(quality?.supply.map((phase) => phase?.withinBandPercent)).toEqual([75, 75, undefined]);
    expect(quality?.events).toEqual([
      expect.objectContaining({ kind: "sag", from: START + 3 * WINDOW, phases: [0], percentOfNominal: 80 }),
      expect.objectContaining({ kind: "swell", from: START, phases: [1], percentOfNominal: 120 }),
    ]);
  });

  it("is not judged near no nominal voltage", () => {
    expect(powerQuality(week(3, { out_voltage1: fill(3, 277) }))).toBeNull();
  });
});

describe("the temperature along a week", () => {
  const steady = { out_current1: fill(37, 10), out_current2: fill(37, 5), out_current3: fill(37, 8) };

  it("goes by the most loaded phase against the rated current", () => {
    const { course, ratedCurrent } = thermal(week(37, steady), { ambient: 20, ratedCurrent: 20 }) ?? {};
    expect(ratedCurrent).toBe(20);
    // K = 0.5: 20 + 60·(2.5/7)^0.8 = 46.328 °C of oil, and 27.6·0.5^1.6 = 9.105 K on top.
    expect(course?.topOil).toBeCloseTo(46.328, 3);
    expect(course?.hotSpot).toBeCloseTo(55.433, 3);
  });

  it("takes the week's highest mean as the rated current where none is told", () => {
    const { course, ratedCurrent } = thermal(week(37, steady), { ambient: 30, ratedCurrent: null }) ?? {};
    expect(ratedCurrent).toBe(10);
    expect(course?.hotSpot).toBeCloseTo(117.6, 9);
  });

  it("is unknown without current, and too early to say within the oil's time constant", () => {
    const told = { ambient: 20, ratedCurrent: null };
    expect(thermal(week(37, { out_voltage1: fill(37, 230) }), told)).toBeNull();
    expect(thermal(week(37, { out_current1: fill(37, 0) }), told)).toBeNull();
    expect(thermal(week(19, steady), told)?.settled).toBe(true);
    expect(thermal(week(18, steady), told)?.settled).toBe(false);
  });
});
