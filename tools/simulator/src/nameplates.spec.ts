import { nameplates } from "./nameplates.js";
import { createFleet } from "./simulated-unit.js";

const HOUR = 3_600_000;

describe("nameplates", () => {
  it("are those of the fleet that the same seed makes: a day's highest load is below the rating, and not far", () => {
    const rated = nameplates(12, 5).devices;
    const options = { devices: 12, seed: 5, timeScale: 1, historyDays: 0, faults: false, wear: false };
    for (const unit of createFleet(options, 0, () => undefined)) {
      const loads = Array.from({ length: 24 }, (_, hour) => {
        const reading = unit.read(hour * HOUR);
        if (reading === undefined) throw new Error(`${unit.name} reads nothing`);
        return ([1, 2, 3] as const).reduce(
          (sum, n) => sum + reading[`out_voltage${n}`] * reading[`out_current${n}`],
          0,
        );
      });
      const highest = Math.max(...loads) / (rated[unit.name]?.ratedVa ?? Number.NaN);
      expect(highest).toBeGreaterThan(0.4);
      expect(highest).toBeLessThan(1.1);
    }
  });

  it("differ from unit to unit, and by the seed", () => {
    const [one, other] = [nameplates(50, 1).devices, nameplates(50, 2).devices];
    expect(Object.keys(one)).toHaveLength(50);
    expect(new Set(Object.values(one).map(({ ratedVa }) => ratedVa)).size).toBeGreaterThan(1);
    expect(other).not.toEqual(one);
  });
});
