import { pastReadings } from "./history.js";
import { createFleet } from "./simulated-unit.js";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 3, 1, 12) + 12_345;
const fleet = () =>
  createFleet({ devices: 2, seed: 1, timeScale: 1, faults: false, wear: false, historyDays: 0 }, NOW, () => undefined);
const timeOf = (reading: object | undefined) => Date.parse((reading as { timestamp: string }).timestamp);

describe("the fleet's past", () => {
  it("is a reading a minute of each unit, and in the last ten minutes as dense as live, of all units the oldest first", () => {
    const messages = [...pastReadings(fleet(), 1, 5_000, () => NOW)];
    const firsts = messages.map(({ readings }) => timeOf(readings[0]));
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    for (const unit of [0, 1]) {
      const own = messages.filter((message) => message.unit === unit);
      const times = own.flatMap(({ readings }) => readings.map(timeOf));
      const whole = NOW - 12_345;
      const minutes = Array.from({ length: 1_430 }, (_, minute) => whole + (minute - 1_440) * MINUTE);
      const dense = Array.from({ length: 123 }, (_, step) => whole - 10 * MINUTE + step * 5_000);
      expect(times).toEqual([...minutes, ...dense]);
      expect(Math.max(...own.map(({ readings }) => readings.length))).toBe(120);
    }
  });

  it.each([
    [100, 1_000],
    [120_000, 60_000],
  ])("is never denser than a reading a second nor thinner than one a minute: live every %i ms", (live, dense) => {
    const times = [...pastReadings(fleet(), 1, live, () => NOW)]
      .filter(({ unit }) => unit === 0)
      .flatMap(({ readings }) => readings.map(timeOf));
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBe(dense);
  });

  it("reaches the present, however long it takes", () => {
    let now = NOW;
    const clock = () => now;
    let last = 0;
    for (const { readings } of pastReadings(fleet(), 1, 1_000, clock)) {
      now += 5_000;
      last = timeOf(readings.at(-1));
    }
    // The time that a message of each of the two units takes.
    expect(now - last).toBeLessThanOrEqual(11_000);
  });
});
