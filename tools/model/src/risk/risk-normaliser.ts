import type { ModelManifest } from "@gridwatch/models";
import { RISK_FEATURES } from "@gridwatch/scoring";
import { rounded } from "../training.js";
import type { RiskMoment } from "./risk-moments.js";

/** What hardly moves at all is not blown up without end. */
const LEAST_SCALE = 0.002;

/**
 * Of the units that do not fail, so that the mean is what is usual.
 * @param columns of `RISK_FEATURES`
 */
export function riskNormaliser(
  moments: readonly RiskMoment[],
  columns: readonly number[],
): ModelManifest["normaliser"] {
  const healthy = moments.filter(({ mode }) => mode === undefined);
  const described = columns.map((column) => {
    let [count, sum, squares] = [0, 0, 0];
    for (const { hours } of healthy) {
      for (let at = column; at < hours.values.length; at += RISK_FEATURES.length) {
        const value = hours.values[at] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        count += 1;
        sum += value;
        squares += value * value;
      }
    }
    const mean = count === 0 ? 0 : sum / count;
    const spread = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
    return { mean: rounded(mean), scale: rounded(Math.max(LEAST_SCALE, spread)) };
  });
  return { mean: described.map(({ mean }) => mean), scale: described.map(({ scale }) => scale) };
}
