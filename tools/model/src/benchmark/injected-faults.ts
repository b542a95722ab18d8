import type { Random } from "@gridwatch/simulator";
import type { Recording, Row } from "../recording.js";

const HOUR_MS = 3_600_000;

/** A fault that is put into a recording: what it makes of a feature's value so long after its beginning. */
export interface InjectedFault {
  kind: string;
  lastsMs: number;
  /** `phase` 0..2; voltages are the features 0 to 2, currents 3 to 5. */
  change(values: number[], phase: number, sinceMs: number, random: Random, first: readonly number[]): void;
}

const SIGNALS = 3;

export const INJECTED_FAULTS: readonly InjectedFault[] = [
  {
    kind: "scale drift of one voltage by 10 % within a day",
    lastsMs: 24 * HOUR_MS,
    change: (values, phase, sinceMs) => multiply(values, phase, 1 + (0.1 * sinceMs) / (24 * HOUR_MS)),
  },
  {
    kind: "sag of one phase to 0.85 for 2 h",
    lastsMs: 2 * HOUR_MS,
    change: (values, phase) => multiply(values, phase, 0.85),
  },
  {
    kind: "one current stuck for 12 h",
    lastsMs: 12 * HOUR_MS,
    change(values, phase, _sinceMs, _random, first) {
      values[SIGNALS + phase] = first[SIGNALS + phase] ?? Number.NaN;
    },
  },
  {
    kind: "noise burst of 5 % on one voltage for 4 h",
    lastsMs: 4 * HOUR_MS,
    change: (values, phase, _sinceMs, random) => multiply(values, phase, 1 + 0.05 * random.normal()),
  },
  {
    kind: "unbalance growing to −6 % and +3 % of two voltages within a day",
    lastsMs: 24 * HOUR_MS,
    change(values, phase, sinceMs) {
      const grown = sinceMs / (24 * HOUR_MS);
      multiply(values, phase, 1 - 0.06 * grown);
      multiply(values, (phase + 1) % SIGNALS, 1 + 0.03 * grown);
    },
  },
];

/** The recording until the fault's end, with the fault from `startsAt` on. */
export function withFault(
  recording: Recording,
  fault: InjectedFault,
  startsAt: number,
  phase: number,
  random: Random,
): Recording {
  const rows: Row[] = [];
  let first: number[] | undefined;
  for (const { at, values } of recording.rows()) {
    if (at >= startsAt + fault.lastsMs) break;
    const own = Array.from(values);
    if (at >= startsAt) {
      first ??= [...own];
      fault.change(own, phase, at - startsAt, random, first);
    }
    rows.push({ at, values: own });
  }
  return { unit: recording.unit, rows: () => rows };
}

function multiply(values: number[], feature: number, factor: number): void {
  values[feature] = (values[feature] ?? Number.NaN) * factor;
}
