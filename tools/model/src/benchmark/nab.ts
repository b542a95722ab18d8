import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ScoringPlan } from "@gridwatch/scoring";
import { parseCsv } from "../csv.js";
import { type FileRecording, recordingsOf, timeOf } from "../recording.js";
import { scoredSteps } from "../scored-steps.js";
import { withLoaded } from "../trained-model.js";
import { type TrainingSettings, trainForecast } from "../training.js";
import type { BenchmarkFigures } from "./benchmark-result.js";
import { type NabSeries, type NabWindow, nabScore, probationRows } from "./nab-score.js";

const SERIES = "realAWSCloudwatch";
const STEP_MS = 300_000;
/** The one that is best for all series together is said, as NAB's own optimiser chooses it. */
const THRESHOLDS = [0.35, 0.38, 0.41, 0.44, 0.47, 0.5, 0.53, 0.56, 0.6, 0.65, 0.7, 0.8];
/** An anomaly that begins within so many rows after one is no detection of its own: six hours. */
const SAME_ROWS = 72;

const SETTINGS: TrainingSettings = {
  name: "nab",
  version: "1.0.0",
  author: "Gridwatch",
  licence: "MIT",
  features: [{ name: "value", unit: "" }],
  window: 24,
  stepMs: STEP_MS,
  maxGap: 12,
  units: 8,
  epochs: 30,
  batch: 32,
  learningRate: 0.005,
  patience: 8,
  seed: 1,
  every: 1,
  calibration: { learn: 100, forget: 2_000 },
  threshold: 0.5,
  open: { steps: 1, of: 1 },
  close: { below: 0.5, steps: 1 },
  data: "NAB realAWSCloudwatch",
  command: "npm run model -- benchmark",
};

/** Each series' rows of probation are trained on; found is where an anomaly opens. */
export async function nab(folder: string): Promise<BenchmarkFigures> {
  const windows = JSON.parse(await readFile(join(folder, "combined_windows.json"), "utf8")) as Record<
    string,
    [string, string][]
  >;
  const byThreshold = THRESHOLDS.map((): NabSeries[] => []);
  const files = (await readdir(join(folder, SERIES))).filter((name) => name.endsWith(".csv")).sort();
  for (const file of files) {
    const table = parseCsv(await readFile(join(folder, SERIES, file), "utf8"));
    const [recording] = recordingsOf(table, { time: "timestamp", features: ["value"] });
    if (recording === undefined) continue;
    const labelled = (windows[`${SERIES}/${file}`] ?? []).map((window) => rowsOf(recording, window));
    const openings = await openingsOf(recording);
    for (const [index, detections] of openings.entries()) {
      byThreshold[index]?.push({ rows: recording.rows().length, windows: labelled, detections });
    }
  }
  const scores = byThreshold.map(nabScore);
  const best = scores.indexOf(Math.max(...scores));
  const chosen = byThreshold[best] ?? [];
  const all = chosen.flatMap(({ windows: own }) => own).length;
  const found = chosen.flatMap(({ windows: own, detections }) =>
    own.filter(({ first, last }) => detections.some((row) => row >= first && row <= last)),
  ).length;
  return {
    score: scores[best] ?? Number.NaN,
    threshold: THRESHOLDS[best] ?? Number.NaN,
    windows: all,
    windowsFound: found,
    series: chosen.length,
  };
}

/** By threshold, the rows at which an anomaly opens. */
async function openingsOf(recording: FileRecording): Promise<number[][]> {
  const rows = recording.rows();
  const training = rows.slice(0, probationRows(rows.length));
  const trained = await trainForecast(SETTINGS, [{ unit: recording.unit, rows: () => training }], []);
  return withLoaded(trained, async (model) => {
    const all: number[][] = [];
    for (const threshold of THRESHOLDS) {
      const close = { ...SETTINGS.close, below: threshold };
      const plan = new ScoringPlan({ ...model.manifest, threshold, close });
      const openings: number[] = [];
      let lastRow = Number.NEGATIVE_INFINITY;
      let row = 0;
      for await (const { at, event } of scoredSteps(plan, model, recording)) {
        if (event === undefined) continue;
        while ((rows[row]?.at ?? at) < at - STEP_MS) row += 1;
        if (row - lastRow > SAME_ROWS) openings.push(row);
        lastRow = row;
      }
      all.push(openings);
    }
    return all;
  });
}

function rowsOf(recording: FileRecording, [start, end]: [string, string]): NabWindow {
  const rows = recording.rows();
  return {
    first: rows.findIndex(({ at }) => at >= timeOf(start)),
    last: rows.findLastIndex(({ at }) => at <= timeOf(end)),
  };
}
