import type { FleetSummary } from "@gridwatch/contracts";
import { totalApparentPower } from "@gridwatch/grid-physics";
import type { FleetSnapshot, Unit } from "./fleet-directory.js";

const INPUT = [["input_voltage", "input_current"]] as const;
const OUTPUT = [
  ["out_voltage1", "out_current1"],
  ["out_voltage2", "out_current2"],
  ["out_voltage3", "out_current3"],
] as const;

export function isOnline(unit: Unit, at: number, staleAfterMs: number): boolean {
  return at - unit.lastSeen < staleAfterMs;
}

/** Counts, and the apparent power of the units online; one that does not report all that is needed adds nothing. */
export function summarize({ at, units }: FleetSnapshot, staleAfterMs: number): FleetSummary {
  const online = units.filter((unit) => isOnline(unit, at, staleAfterMs));
  return {
    at: new Date(at).toISOString(),
    devices: { total: units.length, online: online.length, stale: units.length - online.length },
    totals: {
      inputApparentPowerVa: sumOfPower(online, INPUT),
      outputApparentPowerVa: sumOfPower(online, OUTPUT),
    },
  };
}

function sumOfPower(units: readonly Unit[], phases: readonly (readonly [string, string])[]): number | null {
  let sum: number | null = null;
  for (const { values = {} } of units) {
    const power = totalApparentPower(
      phases.map(([voltage, current]) => ({ voltage: values[voltage], current: values[current] })),
    );
    if (power !== null) sum = (sum ?? 0) + power;
  }
  return sum;
}
