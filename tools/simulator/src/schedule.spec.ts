import { Schedule } from "./schedule.js";

describe("the publishing schedule", () => {
  it("spreads the units over the interval", () => {
    const schedule = new Schedule(4, 1_000, 0);
    expect([...schedule.due(0)]).toEqual([{ unit: 0, at: 0 }]);
    expect([...schedule.due(600)]).toEqual([
      { unit: 1, at: 250 },
      { unit: 2, at: 500 },
    ]);
    expect([...schedule.due(1_000)].map(({ unit }) => unit)).toEqual([3, 0]);
    expect([...schedule.due(1_000)]).toEqual([]);
  });

  it("lets each unit publish once per interval, at times of its own", () => {
    const schedule = new Schedule(7, 100, 5_000);
    const times = new Map<number, number[]>();
    for (let now = 5_000; now < 6_000; now += 13) {
      for (const { unit, at } of schedule.due(now)) times.set(unit, [...(times.get(unit) ?? []), at]);
    }
    expect([...times.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const own of times.values()) {
      own.reduce((before, at) => {
        expect(at - before).toBe(100);
        return at;
      });
    }
  });

  it("makes up for one missed round and no more", () => {
    const schedule = new Schedule(4, 1_000, 0);
    const turns = [...schedule.due(60_000)];
    expect(turns.map(({ unit }) => unit).sort()).toEqual([0, 1, 2, 3]);
    expect(turns[0]?.at).toBeGreaterThan(59_000);
  });
});
