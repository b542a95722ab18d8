import { formatShare } from "../ui/format.js";
import { signalName } from "./signal-names.js";
import type { UnitForecast } from "./unit-forecast.js";

/** Whether the probability of a failure within 48 hours calls for a look at the unit. */
export function isAtRisk({ within48h, threshold }: Partial<Pick<UnitForecast, "within48h" | "threshold">>): boolean {
  return within48h !== undefined && threshold !== undefined && within48h >= threshold;
}

/** What is as good as nothing or as certain is not said to be quite so. */
export function formatProbability(probability: number): string {
  if (probability < 0.001) return `< ${formatShare(0.001)}`;
  if (probability > 0.99) return `> ${formatShare(0.99)}`;
  return formatShare(probability);
}

const STATISTICS: Readonly<Record<string, string>> = {
  mean: "mean",
  min: "lowest",
  max: "highest",
  slope: "trend per hour",
};

/** What is not of one metric alone, with its unit, which the forecast does not say. */
const DERIVED: Readonly<Record<string, string>> = {
  voltage_unbalance: "Voltage unbalance, %",
  current_unbalance: "Current unbalance, %",
  loading: perUsual("Load"),
  input_per_output: perUsual("Power in per power out"),
  sag_count: "Sags, per hour",
  swell_count: "Swells, per hour",
  anomaly_score: "Anomaly score",
};

/** Per unit of what that unit usually has. */
function perUsual(words: string): string {
  return `${words}, × usual`;
}

/** `out_voltage2_min` as `L2 voltage, lowest, × usual`; what only the model knows keeps its own words. */
export function driverName(feature: string): string {
  const derived = Object.hasOwn(DERIVED, feature) ? DERIVED[feature] : undefined;
  if (derived !== undefined) return derived;
  const [, metric = "", statistic = ""] = /^(.+)_([a-z]+)$/.exec(feature) ?? [];
  const words = Object.hasOwn(STATISTICS, statistic) ? STATISTICS[statistic] : undefined;
  return words === undefined ? signalName(feature) : perUsual(`${signalName(metric)}, ${words}`);
}
