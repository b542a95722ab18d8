import { AnomalyDetector } from "./anomaly-detector.js";
import { manifestOf } from "./scoring.fixture.js";

const manifest = manifestOf({ threshold: 0.5, open: { steps: 2, of: 4 }, close: { below: 0.3, steps: 2 } });
const none = () => [];

function run(scores: number[]) {
  const detector = new AnomalyDetector("unit-1", manifest);
  return scores.map((score, index) => detector.step(index + 1, score, none));
}

test("opens at the second of four steps, not at two farther apart", () => {
  expect(run([0.6, 0, 0, 0, 0.6]).every((event) => event === undefined)).toBe(true);
  expect(run([0.6, 0, 0, 0.6]).at(-1)).toMatchObject({ id: "unit-1:4", start: 4, peak: 0.6 });
});

test("closes after two calm steps in a row, says its end once and keeps its peak", () => {
  const events = run([0.6, 0.7, 0.9, 0.1, 0.4, 0.1, 0.1, 0.1]);
  expect(events[5]?.end).toBeUndefined();
  expect(events[6]).toMatchObject({ start: 2, end: 7, peak: 0.9, peakAt: 3 });
  expect(events[7]).toBeUndefined();
});

test("a long silence ends what is open and forgets what had begun", () => {
  const detector = new AnomalyDetector("unit-1", manifest);
  detector.step(1, 0.6, none);
  expect(detector.gap(2)).toBeUndefined();
  expect(detector.step(3, 0.6, none)).toBeUndefined();
  expect(detector.step(4, 0.6, none)).toBeDefined();
  expect(detector.gap(5)?.end).toBe(5);
});
