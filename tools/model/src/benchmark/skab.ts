import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../csv.js";
import { detectionFigures, type JudgedStep } from "../detection-figures.js";
import { recordingsOf } from "../recording.js";
import { withLoaded } from "../trained-model.js";
import { type TrainingSettings, trainForecast } from "../training.js";
import { type BenchmarkFigures, stepFigures } from "./benchmark-result.js";
import { judgedRows } from "./judged-rows.js";

const TRAINED_ROWS = 400;
const FEATURES = "Accelerometer1RMS,Accelerometer2RMS,Current,Pressure,Voltage,Volume Flow RateRMS".split(",");

/** One for all files. */
const SETTINGS: TrainingSettings = {
  name: "skab-valve1",
  version: "1.0.0",
  author: "Gridwatch",
  licence: "MIT",
  features: FEATURES.map((name) => ({ name, unit: "" })),
  window: 20,
  stepMs: 1_000,
  maxGap: 5,
  units: 16,
  epochs: 20,
  batch: 32,
  learningRate: 0.005,
  patience: 10,
  seed: 1,
  every: 1,
  calibration: { learn: 350, forget: 1_000_000 },
  threshold: 0.35,
  open: { steps: 1, of: 1 },
  close: { below: 0.3, steps: 5 },
  data: "SKAB valve1",
  command: "npm run model -- benchmark",
};

/** Per run the first 400 rows are trained on, the rest is judged row by row. */
export async function skab(folder: string): Promise<BenchmarkFigures> {
  const files = (await readdir(join(folder, "valve1"))).filter((name) => name.endsWith(".csv")).sort();
  const runs: JudgedStep[][] = [];
  for (const file of files) {
    const table = parseCsv(await readFile(join(folder, "valve1", file), "utf8"));
    const [recording] = recordingsOf(table, { time: "datetime", features: FEATURES });
    if (recording === undefined) continue;
    const rows = recording.rows();
    const training = { unit: file, rows: () => rows.slice(0, TRAINED_ROWS) };
    const trained = await trainForecast(SETTINGS, [training], []);
    const label = table.columns.indexOf("anomaly");
    runs.push(
      await withLoaded(trained, (model) =>
        judgedRows(model, recording, TRAINED_ROWS, (index) => Number(table.rows[index]?.[label]) === 1),
      ),
    );
  }
  return stepFigures(detectionFigures(runs, SETTINGS.stepMs));
}
