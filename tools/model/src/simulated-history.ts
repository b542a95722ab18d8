import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { drawFaults, type Fault, type FaultKinds, faultConditions, Random, UnitModel } from "@gridwatch/simulator";
import type { Recording, Row } from "./recording.js";

export interface SimulatedHistory {
  /** The same seed and unit give the same history. */
  seed: number;
  unit: number;
  from: number;
  until: number;
  /** Between two readings. */
  intervalMs: number;
  /** One fault of these kinds follows another, some minutes apart; `undefined`: there is none. */
  faults: FaultKinds | undefined;
}

/** The readings of a simulated unit, made anew each time they are gone through. */
export function simulatedRecording(history: SimulatedHistory): Recording {
  return { unit: `simulated-${history.seed}-${history.unit}`, rows: () => readings(history) };
}

/** What befalls that unit. */
export function faultsOf({ seed, unit, from, until, faults }: SimulatedHistory): Fault[] {
  const all: Fault[] = [];
  if (faults === undefined) return all;
  for (const fault of drawFaults(faultsRandom(seed, unit), from, faults)) {
    if (fault.startsAt >= until) break;
    all.push(fault);
  }
  return all;
}

function* readings(history: SimulatedHistory): Generator<Row> {
  const { seed, unit, from, until, intervalMs } = history;
  const model = new UnitModel(unitRandom(seed, unit));
  const faults = faultsOf(history);
  let next = 0;
  for (let at = from; at < until; at += intervalMs) {
    while (at >= (faults[next]?.endsAt ?? Number.POSITIVE_INFINITY)) next += 1;
    const fault = faults[next];
    const reading = fault === undefined ? model.read(at) : model.read(at, faultConditions(fault, at));
    yield { at, values: ELECTRICAL_METRICS.map(({ name }) => reading[name]) };
  }
}

function unitRandom(seed: number, unit: number): Random {
  return new Random(seed).fork(unit);
}

function faultsRandom(seed: number, unit: number): Random {
  return unitRandom(seed, unit).fork(7);
}
