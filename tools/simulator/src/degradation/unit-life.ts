import { type Fault, faultConditions } from "../faults.js";
import type { Random } from "../random.js";
import { type Conditions, type ElectricalReading, ORDINARY, UnitModel } from "../unit-model.js";
import type { FailureMode } from "./degradation.js";
import { degrade } from "./degrade.js";

const HOUR_MS = 3_600_000;

export interface LifeOptions {
  /** Epoch milliseconds. */
  from: number;
  until: number;
  /** Until the next reading, milliseconds. */
  intervalMs: (at: number) => number;
  /** What wears out from `onset` on; `undefined`: nothing does. */
  failure: { mode: FailureMode; onset: number } | undefined;
}

/** Readings from `from` until the unit fails, or `until`. All follows from the random source. */
export function* unitLife(random: Random, options: LifeOptions): Generator<{ at: number; reading: ElectricalReading }> {
  const { from, until, intervalMs, failure } = options;
  const unit = new UnitModel(random.fork(1));
  const wearing = failure && degrade(failure.mode, random.fork(2), unit.character);
  const harmless = drawHarmless(random.fork(3), from);
  let disturbance = harmless.next().value;
  let elapsedMs = intervalMs(from);
  for (let at = from; at < until; at += elapsedMs) {
    while (at >= disturbance.endsAt) disturbance = harmless.next().value;
    let conditions = at < disturbance.startsAt ? ORDINARY : disturbance.conditions(at);
    if (failure && wearing && at >= failure.onset) {
      wearing.wear(unit.usualLoading(at), elapsedMs);
      if (wearing.state >= 1) return;
      conditions = together(conditions, wearing.conditions());
    }
    yield { at, reading: unit.read(at, conditions) };
    elapsedMs = intervalMs(at);
  }
}

/** Both at once. */
export function together(one: Conditions, other: Conditions): Conditions {
  const [first, second, third] = one.phaseVoltage;
  const [withFirst, withSecond, withThird] = other.phaseVoltage;
  return {
    supplyVoltage: one.supplyVoltage * other.supplyVoltage,
    load: one.load * other.load,
    phaseVoltage: [first * withFirst, second * withSecond, third * withThird],
    shortedTurns: one.shortedTurns + other.shortedTurns,
  };
}

interface Disturbance {
  startsAt: number;
  endsAt: number;
  conditions(at: number): Conditions;
}

/**
 * What happens to any unit without harm, one after another: the load a quarter higher or lower for up to three days (a guest, a holiday, a heat wave), the
 * feeder some per cent higher or lower for hours, which the tap changer answers, and single faults that pass.
 */
function* drawHarmless(random: Random, from: number): Generator<Disturbance, never> {
  let at = from;
  while (true) {
    const startsAt = at + random.between(2, 60) * HOUR_MS;
    const disturbance = drawDisturbance(random, startsAt);
    yield disturbance;
    at = disturbance.endsAt;
  }
}

function drawDisturbance(random: Random, startsAt: number): Disturbance {
  const lasting = (least: number, most: number) => startsAt + random.between(least, most) * HOUR_MS;
  const constant = (endsAt: number, conditions: Conditions) => ({ startsAt, endsAt, conditions: () => conditions });
  switch (random.pick("load", "feeder", "sag", "phase-loss", "overload")) {
    case "load":
      return constant(lasting(6, 72), { ...ORDINARY, load: random.between(0.75, 1.3) });
    case "feeder":
      return constant(lasting(1, 24), { ...ORDINARY, supplyVoltage: random.between(0.95, 1.04) });
    case "sag":
      return constant(lasting(0.05, 0.3), { ...ORDINARY, supplyVoltage: random.between(0.75, 0.89) });
    case "overload":
      return constant(lasting(0.5, 8), { ...ORDINARY, load: random.between(1.3, 1.7) });
    default: {
      const endsAt = lasting(0.02, 0.1);
      const phase = random.pick<0 | 1 | 2>(0, 1, 2);
      const fault: Fault = { kind: "phase-loss", startsAt, endsAt, magnitude: 0.03, phase };
      return { startsAt, endsAt, conditions: (now) => faultConditions(fault, now) };
    }
  }
}
