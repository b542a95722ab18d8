import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import type { Insight } from "@gridwatch/contracts";
import { loadModel, type ModelManifest, readPackageFolder } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import { csvLine, parseCsv } from "./csv.js";
import type { Progress } from "./forecaster.js";
import { recordingsOf } from "./recording.js";
import type { ScoreOptions } from "./score-options.js";
import { scoredSteps } from "./scored-steps.js";

export interface Scored {
  steps: number;
  flagged: number;
  anomalies: number;
}

const LINES_AT_ONCE = 5_000;

/** Columns of the file of scores before those of the signals. `time` is a step's end. */
export const SCORE_COLUMNS = ["time", "group", "score", "flag"] as const;

/** Scores a CSV file step by step, as the service would its units, into another. */
export async function score(options: ScoreOptions, progress: Progress): Promise<Scored> {
  const { model: folder, data, time, group, out } = options;
  const pkg = await readPackageFolder(folder);
  const features = pkg.manifest.features.map(({ name }) => name);
  const recordings = recordingsOf(parseCsv(await readFile(data, "utf8")), { time, group, features });
  const model = await loadModel(pkg);
  const unfinished = `${out}.unfinished`;
  const file = await open(unfinished, "w");
  const scored: Scored = { steps: 0, flagged: 0, anomalies: 0 };
  try {
    await file.write(csvLine([...SCORE_COLUMNS, ...features]));
    const plan = new ScoringPlan(model.manifest);
    for (const [index, recording] of recordings.entries()) {
      await writeUnit(file, model.manifest, scoredSteps(plan, model, recording), scored);
      progress.units?.(index + 1, recordings.length);
    }
    await file.close();
    await rename(unfinished, out);
    return scored;
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await model.dispose();
  }
}

async function writeUnit(
  file: FileHandle,
  { features }: ModelManifest,
  insights: AsyncIterable<Insight>,
  scored: Scored,
) {
  let lines: string[] = [];
  let last: string | undefined;
  for await (const { at, device, score: value, event, contributions } of insights) {
    const flag = event !== undefined && event.end === undefined;
    if (event && event.id !== last) scored.anomalies += 1;
    last = event?.id ?? last;
    scored.steps += 1;
    if (flag) scored.flagged += 1;
    const shares = new Map(contributions?.map(({ signal, share }) => [signal, share]));
    const cells = features.map(({ name }) => decimals(shares.get(name)));
    lines.push(csvLine([new Date(at).toISOString(), device, decimals(value), flag ? 1 : 0, ...cells]));
    if (lines.length >= LINES_AT_ONCE) {
      await file.write(lines.join(""));
      lines = [];
    }
  }
  await file.write(lines.join(""));
}

/** Empty where there is none. */
function decimals(value: number | undefined): string {
  return value === undefined ? "" : String(Number(value.toFixed(4)));
}
