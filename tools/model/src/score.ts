import { open, readFile, rename, rm } from "node:fs/promises";
import { type LoadedModel, loadModel, readPackageFolder } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import { csvLine, parseCsv } from "./csv.js";
import type { Progress } from "./forecaster.js";
import { type FileRecording, recordingsOf, timeColumnOf } from "./recording.js";
import type { ScoreOptions } from "./score-options.js";
import { toldRows } from "./scored-steps.js";

export interface Scored {
  rows: number;
  /** Rows within an anomaly. */
  flagged: number;
  anomalies: number;
}

const LINES_AT_ONCE = 5_000;

/** Columns of the file of scores before those of the signals. `time` is the row's own, `step` the end of the step that it is in. */
export const SCORE_COLUMNS = ["time", "group", "step", "score", "flag"] as const;

/** Scores a CSV file step by step, as the service would its units, into another with a line for each row. */
export async function score(options: ScoreOptions, progress: Progress): Promise<Scored> {
  const { model: folder, data, group, out } = options;
  const pkg = await readPackageFolder(folder);
  const { training } = pkg.manifest;
  const features = pkg.manifest.features.map(({ name }) => name);
  const table = parseCsv(await readFile(data, "utf8"));
  const time = options.time ?? timeColumnOf(table, features, training.timeColumn);
  const recordings = recordingsOf(table, { time, group, features });
  const model = await loadModel(pkg);
  try {
    const plan = new ScoringPlan(model.manifest);
    const scored: Scored = { rows: table.rows.length, flagged: 0, anomalies: 0 };
    const lines = new Array<string>(scored.rows);
    for (const [index, recording] of recordings.entries()) {
      await scoreUnit(plan, model, recording, lines, scored);
      progress.units?.(index + 1, recordings.length);
    }
    await writeWhole(out, csvLine([...SCORE_COLUMNS, ...features]), lines);
    return scored;
  } finally {
    await model.dispose();
  }
}

/** Puts a line for each of the unit's rows where the row stands in the file. */
async function scoreUnit(
  plan: ScoringPlan,
  model: LoadedModel,
  recording: FileRecording,
  lines: string[],
  scored: Scored,
): Promise<void> {
  let last: string | undefined;
  const rows = await toldRows(plan, model, recording, ({ score: value, event, contributions }) => {
    if (event && event.id !== last) scored.anomalies += 1;
    last = event?.id ?? last;
    const shares = new Map(contributions?.map(({ signal, share }) => [signal, share]));
    return {
      flag: event !== undefined && event.end === undefined,
      cells: [decimals(value), ...plan.signals.map((name) => decimals(shares.get(name)))],
    };
  });
  const nothing = { flag: false, cells: ["", ...plan.signals.map(() => "")] };
  for (const { row, end, told } of rows) {
    const { flag, cells } = told ?? nothing;
    const [value = "", ...shares] = cells;
    if (flag) scored.flagged += 1;
    lines[row.index] = csvLine([isoOf(row.at), recording.unit, isoOf(end), value, flag ? 1 : 0, ...shares]);
  }
}

/** Nothing of that name is there until all of it is. */
async function writeWhole(out: string, header: string, lines: readonly string[]): Promise<void> {
  const unfinished = `${out}.unfinished`;
  try {
    const file = await open(unfinished, "w");
    try {
      await file.write(header);
      for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
        await file.write(lines.slice(from, from + LINES_AT_ONCE).join(""));
      }
    } finally {
      await file.close();
    }
    await rename(unfinished, out);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

/** Empty where there is none. */
function decimals(value: number | undefined): string {
  return value === undefined ? "" : String(Number(value.toFixed(4)));
}
