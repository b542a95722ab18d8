import {
  assumedNominalVoltage,
  DISTRIBUTION_ONAN,
  SUPPLY_WINDOW_MS,
  type ThermalCourse,
  thermalCourse,
} from "@gridwatch/grid-physics";
import type { ThermalAssumptions } from "../../units/thermal-assumptions.js";
import { metricAt, PHASES } from "../../units/unit-figures.js";
import type { Week } from "./week.js";

const MINUTE_MS = 60_000;

/** IEC 60076-7's limit of the hot spot in normal cyclic loading, °C. */
export const HOT_SPOT_LIMIT = 120;
/** The oil's time constant: before, the temperature is more what its beginning was taken for than what the load made. */
export const SETTLING_MS = DISTRIBUTION_ONAN.oilMinutes * MINUTE_MS;

export interface Thermal {
  /** Told here, else by the rating at nominal voltage, else the highest 10-minute mean of the week in any phase, A. */
  ratedCurrent: number;
  /** The load factor K of the newest window: 1 at the rated current. */
  loading: number;
  course: ThermalCourse;
  /** Whether the load is known for long enough. */
  settled: boolean;
}

/**
 * How warm a week's load would make the hot spot of an oil-immersed distribution transformer. Windings of each phase have
 * a hot spot of their own, so it is the most loaded phase that counts.
 *
 * @param ratedVa of all phases together; `undefined` where none is configured
 * @returns `null` when no current was read, or none ever flowed
 */
export function thermal(week: Week, assumed: ThermalAssumptions, ratedVa?: number): Thermal | null {
  const { timestamps, course } = week;
  const phases = PHASES.map((phase) => course(metricAt(phase, "current")).mean);
  const loads = timestamps.flatMap((at, window) => {
    const currents = phases.flatMap((means) => means[window] ?? []);
    return currents.length === 0 ? [] : [{ at, current: Math.max(...currents) }];
  });
  const ratedCurrent =
    assumed.ratedCurrent ?? nameplateCurrent(week, ratedVa) ?? Math.max(0, ...loads.map(({ current }) => current));
  if (!(ratedCurrent > 0)) return null;
  const windows = loads.map(({ at, current }) => ({ at, loading: current / ratedCurrent }));
  const followed = thermalCourse(windows, SUPPLY_WINDOW_MS, assumed.ambient, DISTRIBUTION_ONAN);
  const newest = windows.at(-1);
  if (followed === null || newest === undefined) return null;
  return {
    ratedCurrent,
    loading: newest.loading,
    course: followed,
    settled: followed.to - followed.from >= SETTLING_MS,
  };
}

/** Per phase, A; `undefined` without a rating, or where the nominal voltage is not known. */
function nameplateCurrent({ course }: Week, ratedVa: number | undefined): number | undefined {
  const nominal = assumedNominalVoltage(PHASES.flatMap((phase) => course(metricAt(phase, "voltage")).mean));
  return ratedVa === undefined || nominal === null ? undefined : ratedVa / (PHASES.length * nominal);
}
