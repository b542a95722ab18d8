import type { ReadingColumns } from "@gridwatch/contracts";
import { ReadingTrail } from "./reading-trail.js";

function columns(rows: [id: string, at: number, volts: number | null][]): ReadingColumns {
  return {
    devices: rows.map(([id]) => id),
    timestamps: rows.map(([, at]) => at),
    receivedAt: rows.map(([, at]) => at),
    suspect: [],
    metrics: { input_voltage: rows.map(([, , volts]) => volts), other: rows.map(() => 1) },
  };
}

describe("the trail of a unit's readings", () => {
  const trail = () => new ReadingTrail("a", ["input_voltage"], 10_000);

  it("keeps its own unit's readings in the order of measurement", () => {
    const followed = trail();
    followed.append([
      columns([
        ["a", 1_000, 1],
        ["b", 1_500, 9],
        ["a", 3_000, 3],
      ]),
      columns([["a", 2_000, 2]]),
    ]);
    expect(followed.trail.get()).toEqual({ timestamps: [1_000, 2_000, 3_000], values: { input_voltage: [1, 2, 3] } });
  });

  it("takes a reading sent again as the same one", () => {
    const followed = trail();
    followed.append([columns([["a", 1_000, 1]]), columns([["a", 1_000, 5]]), columns([["a", 1_000, null]])]);
    expect(followed.trail.get()).toEqual({ timestamps: [1_000], values: { input_voltage: [5] } });
  });

  it("forgets what is older than its window", () => {
    const followed = trail();
    followed.append([
      columns([
        ["a", 1_000, 1],
        ["a", 2_000, 2],
      ]),
    ]);
    followed.append([columns([["a", 12_000, 3]])]);
    expect(followed.trail.get().timestamps).toEqual([2_000, 12_000]);
  });

  it("says nothing new when nothing of its unit came", () => {
    const followed = trail();
    const before = followed.trail.get();
    followed.append([columns([["b", 1_000, 1]])]);
    expect(followed.trail.get()).toBe(before);
  });
});
