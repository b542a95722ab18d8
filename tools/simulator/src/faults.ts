import type { Random } from "./random.js";
import { type Conditions, ORDINARY } from "./unit-model.js";

/**
 * What passes by itself.
 * - `sag`: the supply falls to 0.5–0.85 pu for 2–20 s (IEEE 1159: 0.1–0.9 pu).
 * - `phase-loss`: one output falls to a few per cent of its voltage for 20–90 s.
 * - `regulation-loss`: the output stage loses its regulation: all outputs move away by 6–12 % within 30 s, stay 1–3 minutes, and come back as fast.
 * - `overload`: the load is 1.6–2.4 times the usual for 1–5 minutes.
 * - `voltage-drift`: the supply drifts away by 8–14 % over minutes, stays, and drifts back, beyond what the taps can follow.
 */
export type FaultKind = "sag" | "phase-loss" | "regulation-loss" | "overload" | "voltage-drift";

export type FaultKinds = readonly [FaultKind, ...FaultKind[]];

/** What `--faults` lets happen: each of these shows itself within seconds. */
export const SUDDEN_FAULTS: FaultKinds = ["sag", "phase-loss", "regulation-loss", "overload"];
/** It takes minutes to tell these from the supply's own wandering. */
export const SLOW_FAULTS: FaultKinds = ["voltage-drift"];

export interface Fault {
  kind: FaultKind;
  /** Epoch milliseconds. */
  startsAt: number;
  endsAt: number;
  /** What stands for the kind's size: voltage per unit, change of voltage per unit (signed), or load factor. */
  magnitude: number;
  /** The output that a phase loss hits. */
  phase: 0 | 1 | 2;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** In which a regulation loss moves the outputs all the way. */
const REGULATION_LOST_MS = 30 * SECOND_MS;

/** Draws the faults of one unit, one after another, from `from` on and without end. */
export function* drawFaults(random: Random, from: number, kinds = SUDDEN_FAULTS): Generator<Fault, never> {
  let at = from + random.between(15 * SECOND_MS, 2 * MINUTE_MS);
  while (true) {
    const fault = drawFault(random, at, random.pick(...kinds));
    yield fault;
    // The taps need up to three minutes to follow it back.
    at = fault.endsAt + random.between(3 * MINUTE_MS, 8 * MINUTE_MS);
  }
}

function drawFault(random: Random, startsAt: number, kind: FaultKind): Fault {
  const phase = random.pick<0 | 1 | 2>(0, 1, 2);
  const lasting = (shortestMs: number, longestMs: number) => startsAt + random.between(shortestMs, longestMs);
  switch (kind) {
    case "sag":
      return {
        kind,
        startsAt,
        endsAt: lasting(2 * SECOND_MS, 20 * SECOND_MS),
        magnitude: random.between(0.5, 0.85),
        phase,
      };
    case "phase-loss":
      return {
        kind,
        startsAt,
        endsAt: lasting(20 * SECOND_MS, 90 * SECOND_MS),
        magnitude: random.between(0.01, 0.05),
        phase,
      };
    case "regulation-loss":
      return {
        kind,
        startsAt,
        endsAt: lasting(2 * MINUTE_MS, 4 * MINUTE_MS),
        magnitude: random.pick(-1, 1) * random.between(0.06, 0.12),
        phase,
      };
    case "voltage-drift":
      return {
        kind,
        startsAt,
        endsAt: lasting(4 * MINUTE_MS, 10 * MINUTE_MS),
        magnitude: random.pick(-1, 1) * random.between(0.08, 0.14),
        phase,
      };
    case "overload":
      return { kind, startsAt, endsAt: lasting(MINUTE_MS, 5 * MINUTE_MS), magnitude: random.between(1.6, 2.4), phase };
  }
}

/** What the fault does to its unit at `at`; nothing before and after. */
export function faultConditions(fault: Fault, at: number): Conditions {
  if (at < fault.startsAt || at >= fault.endsAt) return ORDINARY;
  switch (fault.kind) {
    case "sag":
      return { ...ORDINARY, supplyVoltage: fault.magnitude };
    case "phase-loss": {
      const phaseVoltage: [number, number, number] = [1, 1, 1];
      phaseVoltage[fault.phase] = fault.magnitude;
      return { ...ORDINARY, phaseVoltage };
    }
    case "regulation-loss": {
      const height = Math.min(1, (at - fault.startsAt) / REGULATION_LOST_MS, (fault.endsAt - at) / REGULATION_LOST_MS);
      const factor = 1 + fault.magnitude * height;
      return { ...ORDINARY, phaseVoltage: [factor, factor, factor] };
    }
    case "voltage-drift": {
      const progress = (at - fault.startsAt) / (fault.endsAt - fault.startsAt);
      // Up in the first two fifths, down in the last two.
      const height = Math.min(1, 2.5 * progress, 2.5 * (1 - progress));
      return { ...ORDINARY, supplyVoltage: 1 + fault.magnitude * height };
    }
    case "overload":
      return { ...ORDINARY, load: fault.magnitude };
  }
}

/** For a person: `sag to 0.62 pu for 8 s`. */
export function describeFault(fault: Fault): string {
  const seconds = Math.round((fault.endsAt - fault.startsAt) / SECOND_MS);
  switch (fault.kind) {
    case "sag":
      return `sag to ${fault.magnitude.toFixed(2)} pu for ${seconds} s`;
    case "phase-loss":
      return `loss of phase ${fault.phase + 1} for ${seconds} s`;
    case "regulation-loss":
      return `regulation lost: outputs off by ${(100 * fault.magnitude).toFixed(1)} % for ${seconds} s`;
    case "voltage-drift":
      return `voltage drifting by ${(100 * fault.magnitude).toFixed(1)} % over ${seconds} s`;
    case "overload":
      return `load ${fault.magnitude.toFixed(1)} times the usual for ${seconds} s`;
  }
}
