import { HOUR_TIER, MINUTE_TIER } from "@gridwatch/telemetry-store";
import { coarsen, planJobs } from "./roll-plan.js";

const MINUTE = 60_000;
const units = (count: number, from = 0) => new Set(Array.from({ length: count }, (_, i) => `unit-${from + i}`));
const touched = (entries: [minute: number, devices: Set<string>][]) =>
  new Map(entries.map(([minute, devices]) => [minute * MINUTE, devices]));

describe("the jobs of rolling up", () => {
  it("ask for the whole fleet where most of it is touched", () => {
    const jobs = planJobs(
      touched([
        [3, units(900)],
        [4, units(1_000)],
        [9, units(600)],
      ]),
      MINUTE_TIER,
      1_000,
    );
    expect(jobs).toEqual([
      { from: 3 * MINUTE, to: 5 * MINUTE },
      { from: 9 * MINUTE, to: 10 * MINUTE },
    ]);
  });

  it("name a small fleet's devices together", () => {
    expect(planJobs(touched([[3, units(2)]]), MINUTE_TIER, 2)).toEqual([
      { from: 3 * MINUTE, to: 4 * MINUTE, devices: ["unit-0", "unit-1"] },
    ]);
  });

  it("keep one unit's backlog apart from what the fleet has just sent", () => {
    const backlog = touched([
      ...Array.from({ length: 500 }, (_, minute): [number, Set<string>] => [minute, units(1, 7)]),
      [900, units(1_000)],
    ]);
    expect(planJobs(backlog, MINUTE_TIER, 1_000)).toEqual([
      { from: 900 * MINUTE, to: 901 * MINUTE },
      { from: 0, to: 500 * MINUTE, devices: ["unit-7"] },
    ]);
  });

  it("bridge small gaps and not large ones, and name no more than a query takes", () => {
    const jobs = planJobs(
      touched([
        [0, units(250)],
        [8, units(250)],
        [100, units(1)],
      ]),
      MINUTE_TIER,
      10_000,
    );
    expect(jobs.map(({ from, to, devices }) => [from / MINUTE, to / MINUTE, devices?.length])).toEqual(
      [
        [0, 9, 100],
        [100, 101, 1],
        [0, 9, 100],
        [0, 9, 50],
      ].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (b[2] ?? 0) - (a[2] ?? 0)),
    );
  });

  it("pass over what is no device's id", () => {
    expect(planJobs(touched([[0, new Set(["a|.*"])]]), MINUTE_TIER, 1)).toEqual([]);
  });
});

describe("coarser windows", () => {
  it("hold the devices of all their finer ones, up to a time", () => {
    const coarse = coarsen(
      touched([
        [0, units(1)],
        [59, units(1, 1)],
        [60, units(1, 2)],
        [120, units(1, 3)],
      ]),
      HOUR_TIER,
      120 * MINUTE,
    );
    expect([...coarse].map(([start, devices]) => [start / MINUTE, ...devices])).toEqual([
      [0, "unit-0", "unit-1"],
      [60, "unit-2"],
    ]);
  });
});
