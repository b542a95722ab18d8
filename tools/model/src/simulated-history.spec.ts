import { SUDDEN_FAULTS } from "@gridwatch/simulator";
import { faultsOf, type SimulatedHistory, simulatedRecording } from "./simulated-history.js";

const HOUR_MS = 3_600_000;
const from = Date.UTC(2026, 0, 5);
const history: SimulatedHistory = {
  seed: 3,
  unit: 2,
  from,
  until: from + HOUR_MS,
  intervalMs: 5_000,
  faults: SUDDEN_FAULTS,
};
const rowsOf = (changes: Partial<SimulatedHistory> = {}) => [...simulatedRecording({ ...history, ...changes }).rows()];

it("makes the same readings each time they are gone through, and others for another unit", () => {
  expect(rowsOf()).toHaveLength(720);
  expect(rowsOf()).toEqual(rowsOf());
  expect(rowsOf({ unit: 3 })).not.toEqual(rowsOf());
});

it("is as a healthy unit until its first fault, and not within it", () => {
  const [first] = faultsOf(history);
  const [faulty, healthy] = [rowsOf(), rowsOf({ faults: undefined })];
  const within = faulty.findIndex(({ at }) => at > (first?.startsAt ?? 0) + 5_000);
  expect(within).toBeGreaterThan(2);
  expect(faulty.slice(0, within - 2)).toEqual(healthy.slice(0, within - 2));
  expect(faulty[within]).not.toEqual(healthy[within]);
  expect(faultsOf({ ...history, faults: undefined })).toEqual([]);
});
