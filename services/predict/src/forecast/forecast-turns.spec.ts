import { ForecastTurns } from "./forecast-turns.js";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DEVICES = Array.from({ length: 200 }, (_, i) => `unit-${i}`);
/** Five minutes into an hour. */
const NOW = 1_000 * HOUR + 5 * MINUTE;

const due = (turns: ForecastTurns, now: number) => turns.due(DEVICES, now).map(({ device }) => device);

let turns: ForecastTurns;
beforeEach(() => {
  turns = new ForecastTurns();
});

it("forecasts every unit at once that was not forecast yet", () => {
  expect(due(turns, NOW)).toHaveLength(DEVICES.length);
  expect(turns.hourAt(NOW)).toBe(1_000 * HOUR);
});

it("waits for readings on their way before it takes an hour for over", () => {
  expect(turns.hourAt(1_000 * HOUR + MINUTE)).toBe(999 * HOUR);
  expect(turns.hourAt(1_000 * HOUR + 2 * MINUTE)).toBe(1_000 * HOUR);
});

it("gives each unit a turn in each hour, spread over it", () => {
  for (const device of DEVICES) turns.noteDone(device, 1_000 * HOUR);
  expect(due(turns, NOW)).toEqual([]);
  const counts = [10, 20, 30, 45].map((minutes) => due(turns, 1_001 * HOUR + minutes * MINUTE).length);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(counts[0]).toBeGreaterThan(0.05 * DEVICES.length);
  expect(counts[1]).toBeLessThan(0.7 * DEVICES.length);
  expect(counts[3]).toBe(DEVICES.length);
});

it("catches up with an hour that was missed, for the newest hour alone", () => {
  turns.noteDone("unit-1", 990 * HOUR);
  const at = NOW + 45 * MINUTE;
  expect(due(turns, at)).toContain("unit-1");
  turns.noteDone("unit-1", turns.hourAt(at));
  expect(due(turns, at)).not.toContain("unit-1");
});

it("looks every five minutes whether a unit's history has come", () => {
  for (const device of DEVICES) turns.noteDone(device, 1_000 * HOUR);
  turns.noteInsufficient("unit-1", NOW);
  expect(due(turns, NOW + 4 * MINUTE)).toEqual([]);
  expect(due(turns, NOW + 5 * MINUTE)).toEqual(["unit-1"]);
  turns.noteInsufficient("unit-1", NOW + 5 * MINUTE);
  expect(due(turns, NOW + 9 * MINUTE)).toEqual([]);
  expect(due(turns, NOW + 10 * MINUTE)).toEqual(["unit-1"]);
  turns.noteDone("unit-1", 1_000 * HOUR);
  expect(due(turns, NOW + 50 * MINUTE)).toEqual([]);
});

it("begins anew for another model, and forgets units that are gone", () => {
  turns.noteDone("unit-1", 1_000 * HOUR);
  turns.keep(new Set(["unit-2"]));
  expect(due(turns, NOW)).toContain("unit-1");
  turns.noteDone("unit-1", 1_000 * HOUR);
  turns.noteInsufficient("unit-2", NOW);
  turns.reset();
  expect(due(turns, NOW)).toEqual(expect.arrayContaining(["unit-1", "unit-2"]));
});
