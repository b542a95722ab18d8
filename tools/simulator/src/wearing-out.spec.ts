import { createFleet } from "./simulated-unit.js";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 3, 1, 12);
const wearingFleet = () =>
  createFleet({ devices: 42, seed: 1, timeScale: 1, faults: false, wear: true, historyDays: 0 }, NOW, () => undefined);

/** Hours from now to the first five minutes without a reading. */
function failsAfter(index: number, from: number): number {
  const unit = wearingFleet()[index];
  for (let at = from; at < NOW + 80 * HOUR; at += 300_000) {
    if (unit?.read(at) === undefined) return (at - NOW) / HOUR;
  }
  return Number.POSITIVE_INFINITY;
}

describe("a unit that wears out", () => {
  it.each([1, 11, 21, 31])(
    "fails between 6 and 44 hours after now, whether its past was looked at or not (%i)",
    (index) => {
      for (const from of [NOW - 8 * 24 * HOUR, NOW]) {
        const hours = failsAfter(index, from);
        expect(hours).toBeGreaterThan(6);
        expect(hours).toBeLessThan(44);
      }
    },
  );

  it.each([0, 2, 12])("is not among the others (%i)", (index) => {
    expect(failsAfter(index, NOW)).toBe(Number.POSITIVE_INFINITY);
  });

  it("comes only when asked for", () => {
    const events: string[] = [];
    createFleet({ devices: 42, seed: 1, timeScale: 1, faults: true, wear: false, historyDays: 0 }, NOW, (unit) =>
      events.push(unit),
    );
    expect(events).toEqual([]);
    createFleet({ devices: 42, seed: 1, timeScale: 1, faults: false, wear: true, historyDays: 0 }, NOW, (unit, event) =>
      events.push(`${unit} ${event}`),
    );
    expect(events.map((event) => event.replace(/,.*/, ""))).toEqual([
      "unit-002 wears out (loose-connection)",
      "unit-012 wears out (output-capacitor)",
      "unit-022 wears out (input-supply)",
      "unit-032 wears out (winding-insulation)",
      "unit-042 wears out (loose-connection)",
    ]);
  });
});
