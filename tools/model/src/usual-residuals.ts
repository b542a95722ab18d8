import type { ModelManifest } from "@gridwatch/models";
import type { Forecaster } from "./forecaster.js";
import type { Windows } from "./windows.js";

type UsualResiduals = NonNullable<NonNullable<ModelManifest["calibration"]>["residuals"]>;

/** ln 20: of the 95 % quantile. */
const HIGH_SURPRISE = Math.log(20);
const HIGH_LEVEL = 0.95;
/** The tail is measured out to what comes once in so many steps, or has come a few times if there are fewer. */
const RAREST = 10_000;
const SEEN_TIMES = 4;
const HEAVIEST = 0.6;
const LIGHTEST = 2;
const SMALLEST = 1e-6;

/**
 * What the forecast's residuals usually are, by feature: the 95 % quantile of their size, the median of the units' own, and the shape of a Weibull tail
 * from there on, by how many times that quantile of their unit the rarest residuals of all are.
 */
export function usualResiduals(forecaster: Forecaster, byUnit: readonly Windows[], features: number): UsualResiduals {
  const highs = Array.from({ length: features }, (): number[] => []);
  const times = Array.from({ length: features }, (): number[] => []);
  for (const windows of byUnit) {
    if (windows.count === 0) continue;
    const said = forecaster.predict(windows.inputs);
    for (let feature = 0; feature < features; feature++) {
      const sizes = Array.from({ length: windows.count }, (_, index) => {
        const at = index * features + feature;
        return Math.abs((windows.targets[at] ?? 0) - (said[at] ?? 0));
      });
      const high = quantile(sizes, HIGH_LEVEL);
      highs[feature]?.push(high);
      if (high > 0) times[feature]?.push(...sizes.map((size) => size / high));
    }
  }
  return {
    high: highs.map((of) => Math.max(SMALLEST, Number(quantile(of, 0.5).toPrecision(3)))),
    tail: times.map(tailShape),
  };
}

function tailShape(times: readonly number[]): number {
  const rarity = Math.min(RAREST, Math.max(2 / (1 - HIGH_LEVEL), times.length / SEEN_TIMES));
  const ratio = quantile(times, 1 - 1 / rarity);
  const shape = ratio > 1 ? Math.log(Math.log(rarity) / HIGH_SURPRISE) / Math.log(ratio) : LIGHTEST;
  return Math.max(HEAVIEST, Math.min(LIGHTEST, Number(shape.toPrecision(3))));
}

function quantile(values: readonly number[], level: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))] ?? 0;
}
