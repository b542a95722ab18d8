import { driverName, formatProbability, isAtRisk } from "./risk.js";

it("is at risk from the threshold on, and never without a forecast or a threshold", () => {
  expect(isAtRisk({ within48h: 0.3, threshold: 0.3 })).toBe(true);
  expect(isAtRisk({ within48h: 0.29, threshold: 0.3 })).toBe(false);
  expect(isAtRisk({ within48h: 0.9 })).toBe(false);
  expect(isAtRisk({ threshold: 0 })).toBe(false);
});

it.each([
  [0, "< 0.1 %"],
  [0.02, "2.0 %"],
  [0.0263, "2.6 %"],
  [0.345, "34.5 %"],
  [0.999, "> 99.0 %"],
])("writes a probability of %p as %s", (probability, text) => {
  expect(formatProbability(probability)).toBe(text);
});

it("says in words what raises a risk", () => {
  expect(driverName("out_voltage2_min")).toBe("L2 voltage, lowest, × usual");
  expect(driverName("input_current_slope")).toBe("Input current, trend per hour, × usual");
  expect(driverName("voltage_unbalance")).toBe("Voltage unbalance, %");
  expect(driverName("oil_level")).toBe("oil level");
  expect(driverName("constructor")).toBe("constructor");
});

it.each([
  ["voltage_unbalance", "Voltage unbalance, %"],
  ["current_unbalance", "Current unbalance, %"],
  ["loading", "Load, × usual"],
  ["input_per_output", "Power in per power out, × usual"],
  ["sag_count", "Sags, per hour"],
  ["swell_count", "Swells, per hour"],
  ["anomaly_score", "Anomaly score"],
])("has words for %s, which is of no metric alone", (feature, words) => {
  expect(driverName(feature)).toBe(words);
});
