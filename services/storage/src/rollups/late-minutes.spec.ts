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
    minutes.map((minute) => ({ from: minute * MINUTE, to: (minute + 1) * MINUTE })),
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

  it("are told on with what another told before", () => {
    late.note([{ from: 3 * MINUTE, to: 50 * MINUTE }], 7);
    expect(told([3, 20, 55], 7)).toEqual(["3-56"]);
    expect(told([], LATE_TOLD_MS + 7)).toEqual([]);
  });
});
