import { ConfigError, loadConfig } from "@gridwatch/service-kit";
import { AnalyticsConfig } from "./config.js";
import { Ratings } from "./ratings.js";

/** Of the environment's fault. */
function faultOf(ratings: unknown): string {
  const text = typeof ratings === "string" ? ratings : JSON.stringify(ratings);
  try {
    loadConfig(AnalyticsConfig, { ANALYTICS_RATINGS: text });
    return "";
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.join("\n");
    throw error;
  }
}

describe("ratings", () => {
  it("are each unit's own, else what is usual, else unknown", () => {
    const devices = { "unit-1": { ratedVa: 7_500 }, constructor: { ratedVa: 10 } };
    const ratings = Ratings.parse(JSON.stringify({ default: { ratedVa: 5_000 }, devices }));
    expect(["unit-1", "constructor", "unit-2", "toString"].map((id) => ratings.of(id))).toEqual([
      7_500, 10, 5_000, 5_000,
    ]);
    const some = Ratings.parse(JSON.stringify({ devices }));
    expect([some.of("unit-1"), some.of("unit-2")]).toEqual([7_500, undefined]);
  });

  it("are none unless some are told", () => {
    const { ratings } = loadConfig(AnalyticsConfig, {});
    expect(Ratings.parse(ratings).of("unit-1")).toBeUndefined();
    expect(faultOf("{}\n")).toBe("");
  });

  it.each([
    [
      { devices: { "unit-7": { ratedVa: "5 kVA" } } },
      'devices.unit-7.ratedVa must be a number of VA from 1 to 10000000000, and is "5 kVA"',
    ],
    [
      { devices: { "unit-7": { ratedVa: 0 } } },
      "devices.unit-7.ratedVa must be a number of VA from 1 to 10000000000, and is 0",
    ],
    [
      { devices: { "unit-7": {} } },
      "devices.unit-7.ratedVa must be a number of VA from 1 to 10000000000, and is missing",
    ],
    [{ devices: { "unit-7": { ratedVa: 5, ratedA: 1 } } }, "devices.unit-7 has no field ratedA: ratedVa only"],
    [{ devices: { "unit-7": 5 } }, "devices.unit-7 must be an object"],
    [{ devices: { "unit 7": { ratedVa: 5 } } }, "devices.unit 7 is no unit's id"],
    [{ devices: [] }, "devices must be an object"],
    [{ default: 5_000 }, "default must be an object"],
    [{ units: {} }, "the whole has no field units: default and devices only"],
    ["[]", "the whole must be an object"],
    ["{", "it is no JSON: "],
  ])("of %j are refused by the unit and the field", (ratings, fault) => {
    expect(faultOf(ratings)).toContain(`ANALYTICS_RATINGS: ${fault}`);
  });

  it("are refused by the first few of many faults", () => {
    const devices = Object.fromEntries(Array.from({ length: 40 }, (_, unit) => [`unit-${unit}`, { ratedVa: -1 }]));
    expect(faultOf({ devices })).toMatch(/devices\.unit-4\.ratedVa[^;]+; and 35 faults more$/);
  });

  it("are bounded", () => {
    expect(faultOf(`{}${" ".repeat(4_194_304)}`)).toBe(
      "ANALYTICS_RATINGS must be shorter than or equal to 4194304 characters",
    );
  });
});
