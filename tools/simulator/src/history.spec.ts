import { pastReadings } from "./history.js";
import { createFleet } from "./simulated-unit.js";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 3, 1, 12) + 12_345;
const fleet = () =>
  createFleet({ devices: 2, seed: 1, timeScale: 1, faults: false, wear: false }, NOW, () => undefined);
const timeOf = (reading: object | undefined) => Date.parse((reading as { timestamp: string }).timestamp);

describe("the fleet's past", () => {
  it("is a reading on each whole minute of each unit, of all units the oldest first", () => {
    const messages = [...pastReadings(fleet(), 1, () => NOW)];
    const firsts = messages.map(({ readings }) => timeOf(readings[0]));
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    for (const unit of [0, 1]) {
      const own = messages.filter((message) => message.unit === unit);
      const times = own.flatMap(({ readings }) => readings.map(timeOf));
      expect(times).toEqual(Array.from({ length: 1_441 }, (_, minute) => NOW - 12_345 + (minute - 1_440) * MINUTE));
      expect(Math.max(...own.map(({ readings }) => readings.length))).toBe(120);
    }
  });

  it("reaches the present, however long it takes", () => {
    let now = NOW;
    const clock = () => now;
    let last = 0;
    for (const { readings } of pastReadings(fleet(), 1, clock)) {
      now += 5_000;
      last = timeOf(readings.at(-1));
    }
    expect(now - last).toBeLessThan(2 * MINUTE);
  });
});
