import { describeFault, drawFaults, type Fault, faultConditions, SLOW_FAULTS, SUDDEN_FAULTS } from "./faults.js";
import { Random } from "./random.js";
import { createFleet } from "./simulated-unit.js";
import { ORDINARY } from "./unit-model.js";

const START = Date.UTC(2024, 0, 10);

function take(count: number, kinds = SUDDEN_FAULTS): Fault[] {
  const faults = drawFaults(new Random(1), START, kinds);
  return Array.from({ length: count }, () => faults.next().value);
}

describe("faults", () => {
  it("come one after another, of every kind asked for", () => {
    expect(new Set(take(10, SLOW_FAULTS).map(({ kind }) => kind))).toEqual(new Set(SLOW_FAULTS));
    const faults = take(60);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(SUDDEN_FAULTS));
    faults.reduce((before, fault) => {
      expect(fault.startsAt).toBeGreaterThan(before.endsAt);
      return fault;
    });
  });

  it("do nothing outside their time", () => {
    for (const fault of take(20)) {
      expect(faultConditions(fault, fault.startsAt - 1)).toEqual(ORDINARY);
      expect(faultConditions(fault, fault.endsAt)).toEqual(ORDINARY);
    }
  });

  it("drift away and back", () => {
    const fault: Fault = { kind: "voltage-drift", startsAt: 0, endsAt: 100, magnitude: -0.1, phase: 0 };
    const at = (time: number) => faultConditions(fault, time).supplyVoltage;
    expect(at(0)).toBe(1);
    expect(at(20)).toBeCloseTo(0.95);
    expect(at(50)).toBeCloseTo(0.9);
    expect(at(99)).toBeGreaterThan(0.99);
  });

  it("take the outputs out of regulation within half a minute, and the supply not at all", () => {
    const fault: Fault = { kind: "regulation-loss", startsAt: 0, endsAt: 150_000, magnitude: 0.1, phase: 0 };
    const at = (time: number) => faultConditions(fault, time).phaseVoltage[2];
    expect(at(0)).toBe(1);
    expect(at(15_000)).toBeCloseTo(1.05);
    expect(at(30_000)).toBeCloseTo(1.1);
    expect(at(120_000)).toBeCloseTo(1.1);
    expect(at(149_999)).toBeLessThan(1.001);
    expect(faultConditions(fault, 60_000)).toMatchObject({ supplyVoltage: 1, load: 1 });
  });

  it("are described for a person", () => {
    const fault: Fault = { kind: "sag", startsAt: 0, endsAt: 8_000, magnitude: 0.62, phase: 1 };
    expect(describeFault(fault)).toBe("sag to 0.62 pu for 8 s");
    expect(describeFault({ ...fault, kind: "phase-loss" })).toBe("loss of phase 2 for 8 s");
  });

  it("befall every fifth unit, and are told when they begin and end", () => {
    const told: string[] = [];
    const options = { devices: 10, seed: 1, timeScale: 1, faults: true, wear: false, historyDays: 0 };
    const fleet = createFleet(options, START, (unit, event) => told.push(`${unit}: ${event}`));
    for (let at = START; at < START + 3_600_000; at += 1_000) for (const unit of fleet) unit.read(at);
    expect(new Set(told.map((line) => line.split(":")[0]))).toEqual(new Set(["unit-001", "unit-006"]));
    expect(told.filter((line) => line.endsWith("is over")).length).toBeGreaterThan(4);
  });

  it("leave a unit without a past alone until a model can know it", () => {
    const first = (historyDays: number) => {
      let at = START;
      let begun = false;
      const options = { devices: 1, seed: 1, timeScale: 1, faults: true, wear: false, historyDays };
      const [unit] = createFleet(options, START, () => {
        begun = true;
      });
      for (; !begun; at += 1_000) unit?.read(at);
      return at - START;
    };
    expect(first(1)).toBeLessThan(125_000);
    expect(first(0)).toBeGreaterThan(240_000);
  });

  it("are visible in the meters of the unit they hit", () => {
    const read = (faults: boolean) => {
      const [unit] = createFleet(
        { devices: 1, seed: 3, timeScale: 1, faults, wear: false, historyDays: 0 },
        START,
        () => undefined,
      );
      let lowest = Number.POSITIVE_INFINITY;
      for (let at = START; at < START + 3_600_000; at += 1_000) {
        const reading = unit?.read(at);
        lowest = Math.min(lowest, reading?.out_voltage1 ?? 0, reading?.out_voltage2 ?? 0, reading?.out_voltage3 ?? 0);
      }
      return lowest;
    };
    expect(read(false)).toBeGreaterThan(108);
    expect(read(true)).toBeLessThan(108);
  });
});
