import { join } from "node:path";
import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { loadModel, readPackageFolder } from "@gridwatch/models";
import { RISK_FEATURES } from "@gridwatch/scoring";
import { meansOf, type RiskMoment, riskMoments, type UnitCourse } from "./risk-moments.js";
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
    const moments = riskMoments(course(100, {}), { everyHours: 10, someKnownLess: false });
    expect(moments.map(({ hoursLeft }) => hoursLeft)).toEqual([76, 66, 56, 46, 36, 26, 16, 6]);
    expect(moments.map(({ fails }) => fails.join(""))).toEqual(["00", "00", "00", "01", "01", "01", "11", "11"]);
    expect(moments.map(({ hours }) => hours.known.filter(Boolean).length)).toEqual([24, 34, 44, 54, 64, 74, 84, 94]);
  });

  it("end 48 hours before the end of who was not seen to fail", () => {
    const moments = riskMoments(course(100, { failed: false }), { everyHours: 10, someKnownLess: false });
    expect(moments.map(({ hour }) => hour)).toEqual([24, 34, 44]);
    expect(moments.every(({ fails }) => fails.join("") === "00")).toBe(true);
  });

  it("show every third as a new unit, and every fourth as one that no model scores", () => {
    const scores = Array.from({ length: 100 }, (_, hour) => hour / 100);
    const moments = riskMoments(course(100, { scores }), { everyHours: 10, someKnownLess: true });
    expect(moments.map(({ hours }) => hours.known.filter(Boolean).length)).toEqual([24, 34, 44, 24, 64, 74, 24, 94]);
    const scored = moments.map(({ hours }) => scoresOf(hours).map((score) => Math.round(100 * score)));
    expect(scored.map(({ length }) => length)).toEqual([24, 0, 44, 24, 64, 0, 24, 94]);
    // Of the hours that are shown, each at its place.
    expect(scored.map((hours) => [hours[0], hours.at(-1)])).toEqual([
      ...[[0, 23], [], [0, 43], [30, 53], [0, 63], [], [60, 83], [0, 93]].map(([first, last]) => [first, last]),
    ]);
  });
});

function scoresOf({ values }: RiskMoment["hours"]): number[] {
  const column = RISK_FEATURES.findIndex(({ name }) => name === "anomaly_score");
  return Array.from(values).filter((score, at) => at % RISK_FEATURES.length === column && !Number.isNaN(score));
}

it("simulates the same life for the same seed and number, scored, in four of six cases one that ends early", async () => {
  const model = await loadModel(await readPackageFolder(join(import.meta.dirname, "../../../../models/grid-anomaly")));
  const lives: UnitCourse[] = [];
  for (const unit of [0, 1, 2, 3, 4, 5]) lives.push(await simulatedLife(7, unit, 0, model));
  for (const { scores = [], endsAt } of lives) {
    expect(Math.abs(scores.length - endsAt / HOUR_MS)).toBeLessThanOrEqual(1);
    expect(scores.every((score) => score === null || (score >= 0 && score <= 1))).toBe(true);
    expect(scores.filter((score) => score === null).length).toBeLessThanOrEqual(1);
  }
  expect(lives.map(({ mode }) => mode === undefined)).toEqual([false, false, false, false, true, true]);
  expect(lives.slice(4).map(({ failed, endsAt }) => [failed, endsAt])).toEqual(
    new Array(2).fill([false, 12 * 24 * HOUR_MS]),
  );
  expect(await simulatedLife(7, 3, 0, model)).toEqual(lives[3]);
  await model.dispose();
});
