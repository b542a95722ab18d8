import { LATE_TOLD_MS } from "@gridwatch/telemetry-store";
import { LateMinutes } from "./late-minutes.js";

const MINUTE = 60_000;

let late: LateMinutes;
beforeEach(() => {
  late = new LateMinutes();
});

/** Minutes, by their number, noted and told at a moment, as `from-to`. */
function told(minutes: number[], now = 0): string[] {
  late.note(
    minutes.map((minute) => minute * MINUTE),
    now,
  );
  return late.ranges(now).map(({ from, to }) => `${from / MINUTE}-${to / MINUTE}`);
}

describe("late minutes", () => {
  it("are told as ranges, those near each other as one", () => {
    expect(told([])).toEqual([]);
    expect(told([107, 5, 6, 7, 17, 100])).toEqual(["5-18", "100-108"]);
  });

  it("are told as a few ranges that are cut where most lies between", () => {
    const scattered = [0, 20, 100, 120, 200, 300, 320];
    expect(told(scattered)).toEqual(["0-21", "100-121", "200-201", "300-321"]);
  });

  it("are told for some time after they were rolled up, so that no kept answer outlives it", () => {
    told([5, 50], 0);
    expect(told([50], LATE_TOLD_MS - 1)).toEqual(["5-6", "50-51"]);
    expect(told([], LATE_TOLD_MS)).toEqual(["50-51"]);
    expect(told([], 2 * LATE_TOLD_MS - 1)).toEqual([]);
  });

  it("are told on after another told them", () => {
    late.noteRanges([{ from: 3 * MINUTE, to: 5 * MINUTE }], 7);
    expect(told([5], 7)).toEqual(["3-6"]);
    expect(told([], LATE_TOLD_MS + 7)).toEqual([]);
  });
});
