import { speedDue } from "./speed-budget.js";

const fleet = { units: 5_000, replicas: 1, stepMs: 1_000, least: 500 };

describe("the speed that is due of a model", () => {
  it("is twice what its units need, shared between the replicas", () => {
    expect(speedDue(fleet)).toEqual({
      windowsPerSecond: 10_000,
      dueFor: "for 5000 units every 1 s, 2 times over",
    });
    expect(speedDue({ ...fleet, replicas: 3, stepMs: 5_000 })).toEqual({
      windowsPerSecond: 667,
      dueFor: "for 5000 units every 5 s between 3 replicas, 2 times over",
    });
  });

  it("is never less than the least, nor divided by nobody", () => {
    const least = { windowsPerSecond: 500, dueFor: "at the least" };
    expect(speedDue({ ...fleet, units: 0, replicas: 0 })).toEqual(least);
    expect(speedDue({ ...fleet, stepMs: 3_600_000 })).toEqual(least);
    expect(speedDue({ ...fleet, replicas: 0 }).windowsPerSecond).toBe(10_000);
  });
});
