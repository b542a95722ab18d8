import { Random } from "./random.js";
import { type Conditions, type ElectricalReading, ORDINARY, UnitModel } from "./unit-model.js";

const MIDNIGHT = Date.UTC(2024, 0, 10);
const HOUR_MS = 3_600_000;

function history(unit: UnitModel, from: number, until: number, stepMs: number, conditions?: Conditions) {
  const readings: ElectricalReading[] = [];
  for (let at = from; at < until; at += stepMs) readings.push(unit.read(at, conditions));
  return readings;
}

function outputVa(reading: ElectricalReading): number {
  return (
    reading.out_voltage1 * reading.out_current1 +
    reading.out_voltage2 * reading.out_current2 +
    reading.out_voltage3 * reading.out_current3
  );
}

function inputVa(reading: ElectricalReading): number {
  return reading.input_voltage * reading.input_current;
}

const unit = (seed: number) => new UnitModel(new Random(seed));

describe("a unit", () => {
  it("shows the same course for the same seed", () => {
    const until = MIDNIGHT + 10_000;
    expect(history(unit(1), MIDNIGHT, until, 1_000)).toEqual(history(unit(1), MIDNIGHT, until, 1_000));
    expect(history(unit(1), MIDNIGHT, until, 1_000)).not.toEqual(history(unit(2), MIDNIGHT, until, 1_000));
  });

  it.each([1, 2, 3, 4, 5])("keeps its voltages within the limits of ANSI C84.1 for a day (seed %i)", (seed) => {
    const model = unit(seed);
    history(model, MIDNIGHT - HOUR_MS, MIDNIGHT, 10_000);
    const day = history(model, MIDNIGHT, MIDNIGHT + 24 * HOUR_MS, 10_000);
    const outputs = day.flatMap((reading) => [reading.out_voltage1, reading.out_voltage2, reading.out_voltage3]);
    expect(Math.min(...outputs)).toBeGreaterThan(0.917 * 120);
    expect(Math.max(...outputs)).toBeLessThan(1.058 * 120);
    const inputs = day.map((reading) => reading.input_voltage);
    expect(Math.min(...inputs)).toBeGreaterThan(0.9 * 240);
    expect(Math.max(...inputs)).toBeLessThan(1.1 * 240);
  });

  it("takes in a little more than it gives out", () => {
    for (const reading of history(unit(6), MIDNIGHT, MIDNIGHT + 24 * HOUR_MS, 60_000)) {
      expect(outputVa(reading) / inputVa(reading)).toBeGreaterThan(0.9);
      expect(outputVa(reading) / inputVa(reading)).toBeLessThan(1);
    }
  });

  it("carries more by day than by night", () => {
    const model = unit(7);
    const total = (from: number) =>
      history(model, from, from + 2 * HOUR_MS, 60_000).reduce((sum, reading) => sum + inputVa(reading), 0);
    const night = total(MIDNIGHT + 2 * HOUR_MS);
    expect(total(MIDNIGHT + 12 * HOUR_MS)).toBeGreaterThan(1.3 * night);
  });

  it("passes a day in minutes when its time is scaled", () => {
    const model = new UnitModel(new Random(7), 144);
    const loads = history(model, MIDNIGHT, MIDNIGHT + 600_000, 1_000).map(inputVa);
    expect(Math.max(...loads)).toBeGreaterThan(2 * Math.min(...loads));
  });

  it("loses the current of a phase together with its voltage", () => {
    const [reading] = history(unit(8), MIDNIGHT, MIDNIGHT + 1, 1, { ...ORDINARY, phaseVoltage: [1, 0.02, 1] });
    expect(reading?.out_voltage2).toBeLessThan(4);
    expect(reading?.out_current2).toBe(0);
    expect(reading?.out_current1).toBeGreaterThan(1);
  });

  it("brings its output back by taps when the supply stays low", () => {
    const model = unit(9);
    const low = { ...ORDINARY, supplyVoltage: 0.95 };
    history(model, MIDNIGHT, MIDNIGHT + HOUR_MS, 1_000);
    const [first] = history(model, MIDNIGHT + HOUR_MS, MIDNIGHT + HOUR_MS + 1, 1, low);
    const later = history(model, MIDNIGHT + HOUR_MS + 1_000, MIDNIGHT + HOUR_MS + 600_000, 1_000, low).at(-1);
    expect(later?.out_voltage1).toBeGreaterThan((first?.out_voltage1 ?? 0) + 3);
  });

  it("reports finite numbers, even without any supply", () => {
    const [reading] = history(unit(10), MIDNIGHT, MIDNIGHT + 1, 1, { ...ORDINARY, supplyVoltage: 0 });
    for (const value of Object.values(reading ?? {})) expect(Number.isFinite(value)).toBe(true);
  });
});
