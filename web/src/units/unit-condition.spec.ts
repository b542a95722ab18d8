import type { Unit } from "./unit.js";
import { ageMs, conditionOf, isSilent } from "./unit-condition.js";

const unit = (change: Partial<Unit> = {}): Unit => ({
  id: "unit-1",
  at: 10_000,
  receivedAt: 10_050,
  suspect: false,
  values: {},
  measuredAt: {},
  ...change,
});

describe("the age of data", () => {
  it("counts from the device's time", () => {
    expect(ageMs(unit(), 13_000)).toBe(3_000);
  });

  it("counts from the receipt when the device's clock is ahead, so that a unit gone silent does not look fresh", () => {
    expect(ageMs(unit({ at: 300_000, receivedAt: 10_050 }), 20_050)).toBe(10_000);
  });

  it("is never negative", () => {
    expect(ageMs(unit({ receivedAt: undefined }), 9_000)).toBe(0);
  });
});

describe("the condition of a unit", () => {
  it("turns stale only after the time allowed", () => {
    expect(conditionOf(unit(), 40_000, 30_000)).toBe("online");
    expect(conditionOf(unit(), 40_001, 30_000)).toBe("stale");
  });

  it("is offline after a quarter of an hour, and never before it is stale", () => {
    expect(conditionOf(unit(), 10_000 + 900_000, 30_000)).toBe("stale");
    expect(conditionOf(unit(), 10_001 + 900_000, 30_000)).toBe("offline");
    expect(conditionOf(unit(), 10_001 + 900_000, 3_600_000)).toBe("online");
  });

  it("is silent once it is stale, and stays so when it is offline", () => {
    const silentAt = (now: number) => isSilent(conditionOf(unit({ suspect: true }), now, 30_000));
    expect([40_000, 40_001, 10_001 + 900_000, 10_000 + 86_400_000].map(silentAt)).toEqual([false, true, true, true]);
  });

  it("is suspect with a suspect reading, unless that is old", () => {
    expect(conditionOf(unit({ suspect: true }), 11_000, 30_000)).toBe("suspect");
    expect(conditionOf(unit({ suspect: true }), 99_000, 30_000)).toBe("stale");
  });
});
