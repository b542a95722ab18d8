import { summarize } from "./fleet-summary.js";

const at = Date.UTC(2026, 0, 1);
const unit = (id: string, ageMs: number, values: Record<string, number>) => ({
  id,
  firstSeen: at - 1e9,
  lastSeen: at - ageMs,
  values,
});
const input = { input_voltage: 230, input_current: 10 };
const output = { out_voltage1: 1, out_current1: 1, out_voltage2: 2, out_current2: 2, out_voltage3: 3, out_current3: 3 };

describe("the fleet's summary", () => {
  it("counts units and sums the power of those online", () => {
    const units = [unit("a", 1_000, { ...input, ...output }), unit("b", 29_999, input), unit("c", 30_000, input)];
    expect(summarize({ at, units }, 30_000)).toEqual({
      at: "2026-01-01T00:00:00.000Z",
      devices: { total: 3, online: 2, stale: 1 },
      totals: { inputApparentPowerVa: 4_600, outputApparentPowerVa: 14 },
    });
  });

  it("adds nothing for a unit without all three phases, rather than a part of its power", () => {
    const { out_current3: _, ...twoPhases } = output;
    const units = [unit("a", 0, output), unit("b", 0, twoPhases)];
    expect(summarize({ at, units }, 30_000).totals.outputApparentPowerVa).toBe(14);
  });

  it("has no totals when no unit reports what is needed", () => {
    const totals = { inputApparentPowerVa: null, outputApparentPowerVa: null };
    expect(summarize({ at, units: [unit("a", 0, { input_voltage: 230 })] }, 30_000).totals).toEqual(totals);
    expect(summarize({ at, units: [] }, 30_000).totals).toEqual(totals);
  });

  it("takes a unit whose clock runs ahead as online", () => {
    expect(summarize({ at, units: [unit("a", -60_000, input)] }, 30_000).devices.online).toBe(1);
  });
});
