import type { ElectricalMetricName } from "@gridwatch/contracts";
import { hourOfDay, loadShare } from "./load-curve.js";
import type { Random } from "./random.js";
import { TapChanger } from "./tap-changer.js";
import { drawCharacter, type UnitCharacter } from "./unit-character.js";
import { Wandering } from "./wandering.js";

export const NOMINAL_INPUT_VOLTS = 240;
export const NOMINAL_OUTPUT_VOLTS = 120;

/** What happens to a unit; the factors are 1 when nothing does. */
export interface Conditions {
  supplyVoltage: number;
  load: number;
  /** Of each output phase's voltage. A phase without voltage carries no current. */
  phaseVoltage: readonly [number, number, number];
  /** What shorted turns draw on top of losses and load, as a share of the rating; 0 in a sound unit. */
  shortedTurns: number;
}

export const ORDINARY: Conditions = { supplyVoltage: 1, load: 1, phaseVoltage: [1, 1, 1], shortedTurns: 0 };

export type ElectricalReading = Record<ElectricalMetricName, number>;

const PHASES = [0, 1, 2] as const;
/** A phase below this has no load on it any more: motors and power supplies have dropped out. */
const DROP_OUT = 0.2;
const VOLTAGE_METER_NOISE = 0.0004;
const CURRENT_METER_NOISE = 0.002;

/**
 * A three-phase unit: fed at 240 V, three outputs of 120 V, a load that follows the time of day, losses, and a tap changer.
 * All it does follows from its random source and the times it is asked for, so a history can be made again.
 */
export class UnitModel {
  readonly character: UnitCharacter;
  private readonly taps = new TapChanger();
  private readonly supply: Wandering;
  private readonly load: Wandering;
  private readonly phaseLoads: readonly [Wandering, Wandering, Wandering];
  private readonly random: Random;
  private lastAt: number | undefined;

  /** @param timeScale how much faster than the clock the day passes */
  constructor(
    random: Random,
    private readonly timeScale = 1,
  ) {
    this.random = random.fork(0);
    this.character = drawCharacter(random.fork(1));
    this.supply = new Wandering(random.fork(2), 0.004, 120_000);
    this.load = new Wandering(random.fork(3), 0.06, 300_000);
    this.phaseLoads = [
      new Wandering(random.fork(4), 0.05, 45_000),
      new Wandering(random.fork(5), 0.05, 45_000),
      new Wandering(random.fork(6), 0.05, 45_000),
    ];
  }

  /** What its meters show at epoch milliseconds `at`, which must not go back. */
  read(at: number, conditions: Conditions = ORDINARY): ElectricalReading {
    const elapsedMs = at - (this.lastAt ?? at);
    this.lastAt = at;
    const { character } = this;
    const day = this.dayShare(at);
    // A feeder sags a little while everybody draws from it.
    const feeder = 1 + character.supplyOffset + 0.012 * (0.6 - day) + this.supply.step(elapsedMs);
    const supplied = feeder * conditions.supplyVoltage;
    const loading = Math.max(0, day * character.peakLoading * conditions.load * (1 + this.load.step(elapsedMs)));
    const phases = PHASES.map((phase) => this.phase(phase, supplied, loading, elapsedMs, conditions));
    const live = phases.filter(({ voltage }) => voltage >= DROP_OUT);
    this.taps.observe(mean(live.map(({ voltage }) => voltage)), elapsedMs);
    return this.meter(supplied, phases, loading, conditions.shortedTurns);
  }

  /** Load at this time of an ordinary day, S / rated S. */
  usualLoading(at: number): number {
    return this.dayShare(at) * this.character.peakLoading;
  }

  private dayShare(at: number): number {
    return loadShare(this.character.profile, hourOfDay(at * this.timeScale) + this.character.shiftHours);
  }

  /** Voltage per unit and current in A of one output. */
  private phase(phase: 0 | 1 | 2, supplied: number, loading: number, elapsedMs: number, conditions: Conditions) {
    const { character, taps } = this;
    const share = character.phaseShares[phase] * (1 + this.phaseLoads[phase].step(elapsedMs));
    const drop = character.impedance * loading * share * PHASES.length;
    const voltage = supplied * taps.ratio * (1 - drop) * conditions.phaseVoltage[phase];
    const apparentPower = loading * share * character.ratedVa;
    return { voltage, current: voltage < DROP_OUT ? 0 : apparentPower / (voltage * NOMINAL_OUTPUT_VOLTS) };
  }

  private meter(
    supplied: number,
    phases: { voltage: number; current: number }[],
    loading: number,
    shortedTurns: number,
  ): ElectricalReading {
    const { ratedVa, noLoadLoss, loadLoss } = this.character;
    const volts = phases.map(({ voltage }) => voltage * NOMINAL_OUTPUT_VOLTS);
    const amperes = phases.map(({ current }) => current);
    const delivered = phases.reduce((sum, { voltage, current }) => sum + voltage * NOMINAL_OUTPUT_VOLTS * current, 0);
    const losses = ratedVa * ((noLoadLoss + shortedTurns) * supplied ** 2 + loadLoss * loading ** 2);
    const inputVolts = supplied * NOMINAL_INPUT_VOLTS;
    return {
      input_voltage: this.voltmeter(inputVolts),
      input_current: this.ammeter(inputVolts < 1 ? 0 : (delivered + losses) / inputVolts),
      out_voltage1: this.voltmeter(volts[0]),
      out_current1: this.ammeter(amperes[0]),
      out_voltage2: this.voltmeter(volts[1]),
      out_current2: this.ammeter(amperes[1]),
      out_voltage3: this.voltmeter(volts[2]),
      out_current3: this.ammeter(amperes[2]),
    };
  }

  private voltmeter(volts = 0): number {
    return round(volts * (1 + VOLTAGE_METER_NOISE * this.random.normal()), 2);
  }

  private ammeter(amperes = 0): number {
    return round(amperes * (1 + CURRENT_METER_NOISE * this.random.normal()), 3);
  }
}

/** NaN of nothing, which no tap changer acts upon. */
function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
