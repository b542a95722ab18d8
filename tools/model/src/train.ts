import { readFile } from "node:fs/promises";
import { parseCsv } from "./csv.js";
import type { Progress } from "./forecaster.js";
import { modelCard } from "./model-card.js";
import { writePackage } from "./model-package.js";
import { type FileRecording, type Recording, recordingsOf, usualStepMs } from "./recording.js";
import type { TrainOptions } from "./train-options.js";
import { splitAt, type TrainedModel, trainForecast } from "./training.js";
import { withDistribution } from "./training-distribution.js";

const SHORTEST_STEP_MS = 1_000;
const TRAINED_SHARE = 0.8;

/** Trains on a CSV file and writes the package. */
export async function train(options: TrainOptions, progress: Progress): Promise<TrainedModel> {
  const features = options.settings.features.map(({ name }) => name);
  const recordings = recordingsOf(parseCsv(await readFile(options.data, "utf8")), { ...options, features });
  const stepMs = options.stepMs ?? Math.max(SHORTEST_STEP_MS, usualStepMs(recordings));
  const { training, heldOut } = split(recordings, options);
  const learned = await trainForecast({ ...options.settings, stepMs }, training, heldOut, progress);
  const trained = await withDistribution(learned, training, options.settings.every);
  await writePackage(options.out, trained, modelCard(trained.manifest));
  return trained;
}

function split(recordings: FileRecording[], { trainRows, trainUntil }: TrainOptions) {
  if (trainRows !== undefined) {
    const part = (from: number, until?: number): Recording[] =>
      recordings.map(({ unit, rows }) => ({ unit, rows: () => rows().slice(from, until) }));
    return { training: part(0, trainRows), heldOut: part(trainRows) };
  }
  if (trainUntil !== undefined) return splitAt(recordings, trainUntil);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const recording of recordings) {
    const rows = recording.rows();
    first = Math.min(first, rows[0]?.at ?? first);
    last = Math.max(last, rows.at(-1)?.at ?? last);
  }
  return splitAt(recordings, first + TRAINED_SHARE * (last - first));
}
