import type { VoltageWindow } from "../../api/voltage-hour.query.js";
import type { Unit } from "../../units/unit.js";
import { joined, phaseDeviations, withReading } from "./voltage-hour.js";

const MINUTE = 60_000;
const START = Date.parse("2026-01-05T00:00:00Z");

function unit(at: number, values: Record<string, number>): Unit {
  return { id: "unit-1", at, receivedAt: at, suspect: false, values, measuredAt: {} };
}

const window = (minute: number, lowest: number, highest: number): VoltageWindow => ({
  at: START + minute * MINUTE,
  lowest,
  highest,
});

describe("a unit's hour of output voltages", () => {
  it("takes in each reading: a wider minute, or the next one", () => {
    const first = withReading([], unit(START + 1_000, { out_voltage1: 230, out_voltage2: 228 }));
    expect(first).toEqual([window(0, 228, 230)]);
    const wider = withReading(first, unit(START + 59_999, { out_voltage1: 199, out_voltage2: 229 }));
    expect(wider).toEqual([window(0, 199, 230)]);
    expect(withReading(wider, unit(START + MINUTE, { out_voltage3: 231 }))).toEqual([
      window(0, 199, 230),
      window(1, 231, 231),
    ]);
  });

  it("stays the same when a reading says nothing new, comes late, or has no output voltage", () => {
    const known = [window(0, 199, 230), window(1, 220, 231)];
    expect(withReading(known, unit(START + MINUTE + 1, { out_voltage1: 225 }))).toBe(known);
    expect(withReading(known, unit(START, { out_voltage1: 100 }))).toBe(known);
    expect(withReading(known, unit(START + 5 * MINUTE, { input_voltage: 400 }))).toBe(known);
  });

  it("keeps an hour, however long the page is open", () => {
    let windows: readonly VoltageWindow[] = [];
    for (let minute = 0; minute < 200; minute++) {
      windows = withReading(windows, unit(START + minute * MINUTE, { out_voltage1: 230 }));
    }
    expect(windows).toHaveLength(60);
    expect(windows[0]?.at).toBe(START + 140 * MINUTE);
  });

  it("is joined from history and what came live, a minute of both as wide as the two", () => {
    const past = [window(0, 229, 231), window(1, 228, 230)];
    expect(joined(past, [window(1, 210, 229), window(2, 230, 230)])).toEqual([
      window(0, 229, 231),
      window(1, 210, 230),
      window(2, 230, 230),
    ]);
    expect(joined(past, [])).toBe(past);
    expect(joined([], past)).toBe(past);
  });
});

describe("phases outside the normal band", () => {
  it("are told by how far and on which side, and one that is not reported as none", () => {
    expect(phaseDeviations(unit(START, { out_voltage1: 253, out_voltage3: 184 }), 230)).toEqual([
      { percent: 10, outside: undefined },
      undefined,
      { percent: -20, outside: "below" },
    ]);
    expect(phaseDeviations(unit(START, { out_voltage1: 253.1 }), 230)[0]?.outside).toBe("above");
  });
});
