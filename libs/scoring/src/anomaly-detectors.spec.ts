import { AnomalyDetectors, type DetectedStep } from "./anomaly-detectors.js";
import { manifestOf } from "./scoring.fixture.js";

const manifest = manifestOf({ threshold: 0.5, open: { steps: 2, of: 4 }, close: { below: 0.3, steps: 2 } });
const UNIT = 2;

function stepOf(at: number, score: number): DetectedStep {
  return { device: "unit-1", at, score, contributions: [] };
}

/** Of one of three units. */
function run(scores: number[]) {
  const detectors = new AnomalyDetectors(manifest, 3);
  return scores.map((score, index) => detectors.step(UNIT, stepOf(index + 1, score)));
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
  const detectors = new AnomalyDetectors(manifest);
  detectors.step(0, stepOf(1, 0.6));
  expect(detectors.end(0, 2)).toBeUndefined();
  expect(detectors.step(0, stepOf(3, 0.6))).toBeUndefined();
  expect(detectors.step(0, stepOf(4, 0.6))).toBeDefined();
  expect(detectors.end(0, 5)?.end).toBe(5);
});

test("what one unit does opens nothing of another, also when there are more units than before", () => {
  const detectors = new AnomalyDetectors(manifest, 2);
  detectors.step(1, stepOf(1, 0.6));
  detectors.makeRoom(3);
  expect(detectors.step(0, stepOf(2, 0.6))).toBeUndefined();
  expect(detectors.step(2, stepOf(2, 0.6))).toBeUndefined();
  expect(detectors.step(1, stepOf(2, 0.6))?.start).toBe(2);
  expect(detectors.current(0)).toBeUndefined();
});
