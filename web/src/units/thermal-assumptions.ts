/** What no unit reports, and a temperature is worked out from. */
export interface ThermalAssumptions {
  /** °C */
  ambient: number;
  /** Per phase, A; `null` where nobody told it. */
  ratedCurrent: number | null;
}

export const AMBIENT_LIMITS = { min: -50, max: 60 };
export const RATED_CURRENT_LIMITS = { min: 0.1, max: 100_000 };

/** IEC 60076-7's yearly mean for ageing. */
const USUAL: ThermalAssumptions = { ambient: 20, ratedCurrent: null };

const keyOf = (id: string) => `gridwatch.thermal.${id}`;

/** What was told of the unit in this browser, else what is usual. */
export function storedAssumptions(id: string): ThermalAssumptions {
  try {
    return parseAssumptions(JSON.parse(localStorage.getItem(keyOf(id)) ?? "{}"));
  } catch {
    return USUAL;
  }
}

export function storeAssumptions(id: string, assumptions: ThermalAssumptions): void {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(assumptions));
  } catch {
    // Storage may be forbidden: they then hold until the page is left.
  }
}

/** What of it makes no sense is as usual. */
export function parseAssumptions(told: unknown): ThermalAssumptions {
  const { ambient, ratedCurrent } = (told ?? {}) as Partial<Record<keyof ThermalAssumptions, unknown>>;
  return {
    ambient: isWithin(ambient, AMBIENT_LIMITS) ? ambient : USUAL.ambient,
    ratedCurrent: isWithin(ratedCurrent, RATED_CURRENT_LIMITS) ? ratedCurrent : USUAL.ratedCurrent,
  };
}

function isWithin(value: unknown, { min, max }: { min: number; max: number }): value is number {
  return typeof value === "number" && value >= min && value <= max;
}
