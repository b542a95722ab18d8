import { readFile, writeFile } from "node:fs/promises";
import { ALWAYS_ALARM, type Baseline, movingZScore, type SeenStep, seasonalNaive } from "./baselines.js";
import { type CsvTable, parseCsv } from "./csv.js";
import { type DetectionFigures, detectionFigures, type JudgedStep, precisionRecall } from "./detection-figures.js";
import type { EvaluateOptions } from "./evaluate-options.js";
import { precisionRecallPlot } from "./precision-recall-plot.js";
import {
  columnOf,
  type FileRecording,
  type FileRow,
  recordingsOf,
  timeColumnOf,
  timeOf,
  usualStepMs,
} from "./recording.js";
import { SCORE_COLUMNS } from "./score.js";
import { decimal, percent, textTable } from "./text-table.js";

export type Evaluation = ({ detector: string } & DetectionFigures)[];

interface UnitSteps {
  judged: JudgedStep[];
  seen: SeenStep[];
}

/** @returns the model first, then what it has to beat, on the same steps: those with a score */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { units, stepMs } = await readSteps(options);
  const detectors = [
    { name: "model", units: units.map(({ judged }) => judged) },
    ...[ALWAYS_ALARM, movingZScore(options.zSteps), seasonalNaive(options.seasonMs, options.season)].map(
      (baseline) => ({ name: baseline.name, units: units.map((unit) => judgedBy(baseline, unit)) }),
    ),
  ];
  const scored = units.map(({ judged }) => judged.map(({ score }) => score !== undefined));
  const compared = detectors.map(({ name, units: all }) => ({
    name,
    units: all.map((steps, unit) => steps.filter((_, index) => scored[unit]?.[index])),
  }));
  if (!compared.some(({ units: all }) => all.some((steps) => steps.some(({ truth }) => truth)))) {
    throw new Error("nothing is wrong at any step that has a score: there is nothing to find");
  }
  if (options.plot !== undefined) {
    const curves = compared.map(({ name, units: all }) => ({ name, points: precisionRecall(all.flat()) }));
    await writeFile(options.plot, precisionRecallPlot("Precision over recall, by step", curves));
  }
  return compared.map(({ name, units: all }) => ({ detector: name, ...detectionFigures(all, stepMs) }));
}

export function evaluationText(evaluation: Evaluation): string {
  const header = ["", "precision", "recall", "F1", "AUC-PR", "false alarms", "a unit-day", "found", "lead"];
  const rows = evaluation.map((figures) => [
    figures.detector,
    decimal(figures.precision, 3),
    decimal(figures.recall, 3),
    decimal(figures.f1, 3),
    decimal(figures.aucPr, 3),
    percent(figures.falseAlarmShare),
    decimal(figures.falseAlarmsPerUnitDay, 2),
    `${figures.faultsFound} of ${figures.faults}`,
    Number.isFinite(figures.leadSeconds) ? `${figures.leadSeconds} s` : "–",
  ]);
  return `${textTable([header, ...rows])}
Of ${evaluation[0]?.steps ?? 0} steps. "false alarms": share of the steps with nothing wrong; "a unit-day": alarms that touch nothing wrong;
"lead": median from an alarm's beginning to the fault's, below zero where the alarm came after.
`;
}

async function readSteps(options: EvaluateOptions): Promise<{ units: UnitSteps[]; stepMs: number }> {
  const scores = parseCsv(await readFile(options.scores, "utf8"));
  const features = scores.columns.slice(SCORE_COLUMNS.length);
  // Several rows may be in one step.
  const scored = recordingsOf(scores, { time: "step", group: "group", features: ["score", "flag"] });
  const stepMs = usualStepMs(scored);
  const data = parseCsv(await readFile(options.data, "utf8"));
  const values = valuesOf(data, features, options, scores);
  const wrong = "column" in options.labels ? labelled(data, options.labels.column) : undefined;
  const windows = "file" in options.labels ? parseWindows(await readFile(options.labels.file, "utf8")) : [];
  const units = scored.map((unit) =>
    unitSteps(unit, values, features.length, (index, until) =>
      wrong === undefined
        ? windows.some(
            ({ group, start, end }) => (group ?? unit.unit) === unit.unit && start < until && end >= until - stepMs,
          )
        : wrong(index),
    ),
  );
  return { units, stepMs };
}

/** Values of the features, by row of the file. @throws Error when the scores are not of this file, row by row */
function valuesOf(
  data: CsvTable,
  features: readonly string[],
  { data: file, time, scores: scoresFile }: EvaluateOptions,
  scores: CsvTable,
): ArrayLike<number>[] {
  const values: ArrayLike<number>[] = [];
  const written = columnOf(scores, "time");
  const [recording] = recordingsOf(data, { time: time ?? timeColumnOf(data, features), features });
  for (const { at, values: read, index } of recording?.rows() ?? []) {
    if (timeOf(scores.rows[index]?.[written] ?? "") !== Math.trunc(at)) {
      throw new Error(`${scoresFile} was not written of ${file}: they differ at row ${index + 1}`);
    }
    values[index] = read;
  }
  if (values.length !== scores.rows.length) {
    throw new Error(
      `${scoresFile} was not written of ${file}: it has ${scores.rows.length} rows, not ${values.length}`,
    );
  }
  return values;
}

function unitSteps(
  scored: FileRecording,
  values: readonly ArrayLike<number>[],
  features: number,
  isWrong: (index: number, stepEnd: number) => boolean,
): UnitSteps {
  const judged: JudgedStep[] = [];
  const seen: SeenStep[] = [];
  const rows = scored.rows();
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const { at, values: told } = rows[from] as FileRow;
    while (rows[to]?.at === at) to += 1;
    const indices = rows.slice(from, to).map(({ index }) => index);
    judged.push({
      at,
      truth: indices.some((index) => isWrong(index, at)),
      flag: told[1] === 1,
      score: Number.isNaN(told[0]) ? undefined : told[0],
    });
    seen.push({
      at,
      values: Float64Array.from({ length: features }, (_, feature) => meanOf(values, indices, feature)),
    });
  }
  return { judged, seen };
}

/** Of the rows that have a number there; NaN of none. */
function meanOf(values: readonly ArrayLike<number>[], indices: readonly number[], feature: number): number {
  const numbers = indices
    .map((index) => values[index]?.[feature] ?? Number.NaN)
    .filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function judgedBy(baseline: Baseline, { judged, seen }: UnitSteps): JudgedStep[] {
  const scores = baseline.scores(seen);
  return judged.map(({ at, truth }, index) => {
    const score = scores[index];
    return { at, truth, score, flag: score !== undefined && score >= baseline.threshold };
  });
}

function labelled(data: CsvTable, column: string): (index: number) => boolean {
  const at = data.columns.indexOf(column);
  if (at < 0)
    throw new Error(`--labels: "${column}" is no file and no column of the data, which has ${data.columns.join(", ")}`);
  return (index) => !/^\s*(0+(\.0+)?|false|)\s*$/i.test(data.rows[index]?.[at] ?? "");
}

interface Window {
  start: number;
  end: number;
  group: string | undefined;
}

function parseWindows(text: string): Window[] {
  const { columns, rows } = parseCsv(text);
  const [start, end, group] = ["start", "end", "group"].map((name) => columns.indexOf(name));
  if (start === undefined || end === undefined || start < 0 || end < 0) {
    throw new Error("the file of labels must have the columns start and end");
  }
  return rows.map((cells, index) => {
    const window = { start: timeOf(cells[start] ?? ""), end: timeOf(cells[end] ?? ""), group: cells[group ?? -1] };
    if (!(window.start <= window.end))
      throw new Error(`labels, row ${index + 1}: start and end must be times, start first`);
    return window;
  });
}
