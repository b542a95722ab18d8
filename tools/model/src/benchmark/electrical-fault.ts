import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../csv.js";
import { detectionFigures } from "../detection-figures.js";
import type { FileRow } from "../recording.js";
import { withLoaded } from "../trained-model.js";
import { type TrainingSettings, trainForecast } from "../training.js";
import { type BenchmarkFigures, stepFigures } from "./benchmark-result.js";
import { judgedRows } from "./judged-rows.js";

const FEATURES = ["Ia", "Ib", "Ic", "Va", "Vb", "Vc"];
/** Of the 12,001: their parts without a fault are trained on, the rest is judged. */
const TRAINED_ROWS = 4_526;
/** The rows have no time: one a second. */
const STEP_MS = 1_000;

const SETTINGS: TrainingSettings = {
  name: "electrical-fault",
  version: "1.0.0",
  author: "Gridwatch",
  licence: "MIT",
  features: FEATURES.map((name) => ({ name, unit: name.startsWith("I") ? "A" : "pu" })),
  window: 8,
  stepMs: STEP_MS,
  maxGap: 0,
  units: 24,
  epochs: 40,
  batch: 32,
  learningRate: 0.005,
  patience: 10,
  seed: 1,
  every: 1,
  calibration: { learn: 100, forget: 1_000_000 },
  threshold: 0.25,
  open: { steps: 1, of: 1 },
  close: { below: 0.2, steps: 5 },
  data: "electrical-fault",
  command: "npm run model -- benchmark",
};

export async function electricalFault(folder: string): Promise<BenchmarkFigures> {
  const { columns, rows } = parseCsv(await readFile(join(folder, "detect_dataset.csv"), "utf8"));
  const places = FEATURES.map((name) => columns.indexOf(name));
  const label = columns.indexOf("Output (S)");
  const isWrong = (index: number) => Number(rows[index]?.[label]) === 1;
  const all = rows.map(
    (cells, index): FileRow => ({ at: index * STEP_MS, values: places.map((place) => Number(cells[place])), index }),
  );
  const training = healthyParts(all.slice(0, TRAINED_ROWS), isWrong);
  const trained = await trainForecast(SETTINGS, training, []);
  const judged = await withLoaded(trained, (model) =>
    judgedRows(model, { unit: "line", rows: () => all }, TRAINED_ROWS, isWrong),
  );
  return stepFigures(detectionFigures([judged], STEP_MS));
}

function healthyParts(rows: readonly FileRow[], isWrong: (index: number) => boolean) {
  const parts: { unit: string; rows: () => FileRow[] }[] = [];
  let part: FileRow[] | undefined;
  for (const row of rows) {
    if (isWrong(row.index)) {
      part = undefined;
      continue;
    }
    if (part === undefined) {
      const opened: FileRow[] = [];
      parts.push({ unit: `part ${parts.length + 1}`, rows: () => opened });
      part = opened;
    }
    part.push(row);
  }
  return parts;
}
