import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import type { LoadedModel, ModelManifest } from "@gridwatch/models";
import { RISK_FEATURES, RISK_HOURS, type RiskHistory, riskFeatures } from "./risk-features.js";
import { RiskPlan } from "./risk-plan.js";

const HOUR_MS = 3_600_000;
const WINDOW_MS = 600_000;
const USUAL: Record<string, number> = Object.fromEntries(
  ELECTRICAL_METRICS.map(({ name, quantity, point }) => [
    name,
    quantity === "current" ? 5 : point === "input" ? 240 : 120,
  ]),
);

/** The last `hours` of 168, all metrics as usual but for `value`. */
function history(
  hours: number,
  value = (_metric: string, _window: number, usual: number): number | null => usual,
): RiskHistory {
  const timestamps = Array.from(
    { length: 6 * hours },
    (_, index) => (RISK_HOURS - hours) * HOUR_MS + index * WINDOW_MS,
  );
  const metrics = new Map(
    ELECTRICAL_METRICS.map(({ name }) => {
      const mean = timestamps.map((at) => value(name, at / WINDOW_MS, USUAL[name] ?? 0));
      return [name, { min: mean, mean, max: mean }];
    }),
  );
  return { from: 0, windows: { timestamps, metrics }, anomalyScores: new Array<null>(RISK_HOURS).fill(null) };
}

function feature({ values }: { values: Float32Array }, hour: number, name: string): number {
  return values[hour * RISK_FEATURES.length + RISK_FEATURES.findIndex((one) => one.name === name)] ?? Number.NaN;
}

describe("the hourly features", () => {
  it("are per unit of what the unit itself usually has", () => {
    const hours = riskFeatures(history(RISK_HOURS));
    expect(hours.known.every(Boolean)).toBe(true);
    expect(feature(hours, 0, "input_voltage_mean")).toBe(1);
    expect(feature(hours, 167, "out_current2_max")).toBe(1);
    expect(feature(hours, 167, "loading")).toBeCloseTo(1, 6);
    expect(feature(hours, 167, "voltage_unbalance")).toBe(0);
    expect(feature(hours, 167, "input_per_output")).toBe(1);
  });

  it("tell a voltage that falls within an hour", () => {
    const last = 167 * 6;
    const hours = riskFeatures(
      history(RISK_HOURS, (metric, window, usual) =>
        metric === "out_voltage2" && window >= last ? usual * (1 - 0.03 * (window - last)) : usual,
      ),
    );
    expect(feature(hours, 167, "out_voltage2_slope")).toBeCloseTo(-0.18, 5);
    expect(feature(hours, 167, "out_voltage2_min")).toBeCloseTo(0.85, 5);
    expect(feature(hours, 167, "sag_count")).toBe(2);
    expect(feature(hours, 166, "sag_count")).toBe(0);
    expect(feature(hours, 167, "voltage_unbalance")).toBeGreaterThan(3);
  });

  it("tell what a unit takes in and does not give", () => {
    const hours = riskFeatures(
      history(RISK_HOURS, (metric, window, usual) =>
        metric === "input_current" && window >= 167 * 6 ? 1.04 * usual : usual,
      ),
    );
    expect(feature(hours, 166, "input_per_output")).toBe(1);
    expect(feature(hours, 167, "input_per_output")).toBeCloseTo(1.04, 6);
    expect(feature(hours, 167, "loading")).toBeCloseTo(1, 6);
  });

  it("are not known where less than half an hour was read", () => {
    const hours = riskFeatures(
      history(RISK_HOURS, (metric, window, usual) => (metric === "input_current" && window < 4 ? null : usual)),
    );
    expect(hours.known[0]).toBe(false);
    expect(hours.known[1]).toBe(true);
    expect(feature(hours, 0, "input_current_mean")).toBeNaN();
  });
});

const FEATURES = RISK_FEATURES.filter(({ name }) => ["out_voltage2_min", "loading"].includes(name));
const MANIFEST = {
  name: "risk",
  version: "1.0.0",
  kind: "failure-risk",
  window: RISK_HOURS,
  stepMs: HOUR_MS,
  features: FEATURES,
  normaliser: { mean: [1, 1], scale: [0.01, 0.1] },
  threshold: 0.5,
} as unknown as ModelManifest;

/** The further the last hour's lowest second voltage is from the usual, the likelier a failure. */
const MODEL = {
  run: (input: Float32Array, units: number) => {
    const size = input.length / units;
    const output = new Float32Array(2 * units);
    for (let unit = 0; unit < units; unit++) {
      const low = input[(unit + 1) * size - FEATURES.length] ?? 0;
      output.set([0.1, 1 / (1 + Math.exp(2 + low))], 2 * unit);
    }
    return Promise.resolve(output);
  },
} as unknown as LoadedModel;

describe("a forecast", () => {
  const plan = new RiskPlan(MANIFEST);

  it("names what drives it, with the usual and the observed value", async () => {
    const falling = history(RISK_HOURS, (metric, window, usual) =>
      metric === "out_voltage2" && window >= 160 * 6 ? 0.95 * usual : usual,
    );
    const { reason, within24h, within48h, drivers, hours } = await plan.forecast(MODEL, "u", 1, falling);
    expect({ reason, hours }).toEqual({ reason: "FORECAST", hours: { known: 168, needed: 24 } });
    expect(within48h).toBeCloseTo(0.953, 3);
    expect(within24h).toBeLessThan(within48h ?? 0);
    expect(drivers).toEqual([{ feature: "out_voltage2_min", share: 1, usual: 1, observed: expect.closeTo(0.95, 5) }]);
  });

  it("is made from a day of history, and not from less", async () => {
    expect(await plan.forecast(MODEL, "u", 1, history(24))).toMatchObject({ reason: "FORECAST", hours: { known: 24 } });
    const short = await plan.forecast(MODEL, "u", 1, history(23));
    expect(short).toMatchObject({ reason: "INSUFFICIENT_DATA", hours: { known: 23, needed: 24 } });
    expect(short.within48h).toBeUndefined();
  });

  it("is not made of a unit that was silent of late", async () => {
    const silent = history(RISK_HOURS, (_, window, usual) => (window >= 160 * 6 ? null : usual));
    expect((await plan.forecast(MODEL, "u", 1, silent)).reason).toBe("INSUFFICIENT_DATA");
  });

  it("is not made by a model of something else", () => {
    expect(() => new RiskPlan({ ...MANIFEST, window: 24 })).toThrow("168 hours are due");
    expect(() => new RiskPlan({ ...MANIFEST, features: [{ name: "oil", unit: "" }] })).toThrow("unknown features: oil");
  });
});
