import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { meansOf, riskMoments, type UnitCourse } from "./risk-moments.js";
import { simulatedLife } from "./simulated-lives.js";

const HOUR_MS = 3_600_000;
const [FIRST] = ELECTRICAL_METRICS;

function course(hours: number, more: Partial<UnitCourse>): UnitCourse {
  const means = new Map(ELECTRICAL_METRICS.map(({ name }) => [name, new Array<number>(6 * hours).fill(100)]));
  return { unit: "u", from: 0, means, endsAt: hours * HOUR_MS, mode: "wear", failed: true, ...more };
}

describe("means of 10 minutes", () => {
  it("leave out what was not read", () => {
    const row = (minute: number, value: number) => ({
      at: minute * 60_000,
      values: ELECTRICAL_METRICS.map(() => value),
    });
    const { means, lastAt } = meansOf([row(0, 1), row(5, 3), row(8, Number.NaN), row(31, 4)], 0);
    expect(means.get(FIRST.name)).toEqual([2, null, null, 4]);
    expect(lastAt).toBe(31 * 60_000);
  });
});

describe("the moments of a life", () => {
  it("know how long the unit has left", () => {
    const moments = riskMoments(course(100, {}), { everyHours: 10, someAsNew: false });
    expect(moments.map(({ hoursLeft }) => hoursLeft)).toEqual([76, 66, 56, 46, 36, 26, 16, 6]);
    expect(moments.map(({ fails }) => fails.join(""))).toEqual(["00", "00", "00", "01", "01", "01", "11", "11"]);
    expect(moments.map(({ hours }) => hours.known.filter(Boolean).length)).toEqual([24, 34, 44, 54, 64, 74, 84, 94]);
  });

  it("end 48 hours before the end of who was not seen to fail", () => {
    const moments = riskMoments(course(100, { failed: false }), { everyHours: 10, someAsNew: false });
    expect(moments.map(({ hour }) => hour)).toEqual([24, 34, 44]);
    expect(moments.every(({ fails }) => fails.join("") === "00")).toBe(true);
  });

  it("show every third as a new unit", () => {
    const moments = riskMoments(course(100, {}), { everyHours: 10, someAsNew: true });
    expect(moments.map(({ hours }) => hours.known.filter(Boolean).length)).toEqual([24, 34, 44, 24, 64, 74, 24, 94]);
  });
});

it("simulates the same life for the same seed and number, in four of six cases one that ends early", () => {
  const lives = [0, 1, 2, 3, 4, 5].map((unit) => simulatedLife(7, unit, 0));
  expect(lives.map(({ mode }) => mode === undefined)).toEqual([false, false, false, false, true, true]);
  expect(lives.slice(4).map(({ failed, endsAt }) => [failed, endsAt])).toEqual(
    new Array(2).fill([false, 12 * 24 * HOUR_MS]),
  );
  expect(simulatedLife(7, 3, 0)).toEqual(lives[3]);
});
