import { describeFault, drawFaults, type Fault, faultConditions } from "./faults.js";
import { Random } from "./random.js";
import { createFleet } from "./simulated-unit.js";
import { ORDINARY } from "./unit-model.js";

const START = Date.UTC(2024, 0, 10);

function take(count: number, seed = 1): Fault[] {
  const faults = drawFaults(new Random(seed), START);
  return Array.from({ length: count }, () => faults.next().value);
}

describe("faults", () => {
  it("come one after another, of every kind", () => {
    const faults = take(60);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(
      new Set(["sag", "phase-loss", "voltage-drift", "overload"]),
    );
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

  it("are described for a person", () => {
    const fault: Fault = { kind: "sag", startsAt: 0, endsAt: 8_000, magnitude: 0.62, phase: 1 };
    expect(describeFault(fault)).toBe("sag to 0.62 pu for 8 s");
    expect(describeFault({ ...fault, kind: "phase-loss" })).toBe("loss of phase 2 for 8 s");
  });

  it("befall every fifth unit, and are told when they begin and end", () => {
    const told: string[] = [];
    const options = { devices: 10, seed: 1, timeScale: 1, faults: true, wear: false };
    const fleet = createFleet(options, START, (unit, event) => told.push(`${unit}: ${event}`));
    for (let at = START; at < START + 3_600_000; at += 1_000) for (const unit of fleet) unit.read(at);
    expect(new Set(told.map((line) => line.split(":")[0]))).toEqual(new Set(["unit-001", "unit-006"]));
    expect(told.filter((line) => line.endsWith("is over")).length).toBeGreaterThan(4);
  });

  it("are visible in the meters of the unit they hit", () => {
    const read = (faults: boolean) => {
      const [unit] = createFleet({ devices: 1, seed: 3, timeScale: 1, faults, wear: false }, START, () => undefined);
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
