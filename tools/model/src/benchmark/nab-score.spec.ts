import { nabScore, probationRows } from "./nab-score.js";

const windows = [{ first: 400, last: 499 }];
const scoreOf = (...detections: number[]) => nabScore([{ rows: 1_000, windows, detections }]);

it("is 100 for the first row of every window, 0 for finding nothing, and less the later", () => {
  expect(scoreOf(400)).toBeCloseTo(100, 9);
  expect(scoreOf()).toBe(0);
  expect(scoreOf(499)).toBeLessThan(scoreOf(450));
  // A second detection in the window changes nothing.
  expect(scoreOf(400, 420)).toBe(scoreOf(400));
});

it("takes for a detection outside what the standard profile says, and little just behind a window", () => {
  expect(scoreOf(200, 400)).toBeCloseTo(100 - (100 * 0.11) / 2, 9);
  expect(scoreOf(400, 501)).toBeGreaterThan(scoreOf(400, 800));
  expect(scoreOf(400, 999)).toBeCloseTo(100 - (100 * 0.11) / 2, 9);
});

it("counts nothing in the rows of probation", () => {
  expect(probationRows(1_000)).toBe(150);
  expect(probationRows(20_000)).toBe(750);
  expect(scoreOf(149)).toBe(0);
  expect(scoreOf(150)).toBeLessThan(0);
});
