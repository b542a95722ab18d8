import type { DeviceHistory, ElectricalMetricName } from "@gridwatch/contracts";
import { assumedNominalVoltage, SUPPLY_BAND_PERCENT } from "@gridwatch/grid-physics";
import { formatQuantity, type NumberStyle } from "../ui/format.js";
import type { SeriesSummary } from "./course-summary.js";

/** So far above and below what is nominal. */
export interface LimitBand {
  nominal: number;
  percent: number;
}

export function limitsOf({ nominal, percent }: LimitBand): [low: number, high: number] {
  return [nominal * (1 - percent / 100), nominal * (1 + percent / 100)];
}

/**
 * The nominal voltage near the median of some of a unit's voltages, phase-to-neutral.
 *
 * @returns V, or `null` when they are near none that is known
 */
export function nominalVoltage(
  { metrics }: Pick<DeviceHistory, "metrics">,
  voltages: readonly ElectricalMetricName[],
): number | null {
  return assumedNominalVoltage(voltages.flatMap((name) => metrics[name]?.mean ?? []));
}

/** EN 50160's, for means of 10 minutes; none where the nominal voltage is not known. */
export function supplyLimits(nominal: number | null): LimitBand | undefined {
  return nominal === null ? undefined : { nominal, percent: SUPPLY_BAND_PERCENT };
}

/** `230.0 V ± 10 %` */
export function limitsText({ nominal, percent }: LimitBand, style: NumberStyle): string {
  return `${formatQuantity(nominal, style)} ± ${percent} %`;
}

/** Which of the limits a value axis does not reach, in words; empty where it reaches both. */
export function beyondText(limits: LimitBand, [from, to]: readonly [number, number]): string {
  const [low, high] = limitsOf(limits);
  if (low < from && high > to) return "both beyond the axis";
  if (low < from) return "the lower one below the axis";
  return high > to ? "the upper one above the axis" : "";
}

/** Whether the lines keep within the band, in words. A single reading beyond is no violation of EN 50160: it is not called one. */
export function keptText(limits: LimitBand, summaries: readonly (SeriesSummary | null)[], style: NumberStyle): string {
  const [low, high] = limitsOf(limits);
  const known = summaries.filter((summary) => summary !== null);
  if (known.length === 0) return `limits ${limitsText(limits, style)}`;
  const isKept = known.every(({ min, max }) => min >= low && max <= high);
  return `${isKept ? "within" : "at times outside"} the limits of ${limitsText(limits, style)}`;
}
