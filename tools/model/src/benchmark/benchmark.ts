import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../forecaster.js";
import { textTable } from "../text-table.js";
import type { BenchmarkFigures } from "./benchmark-result.js";
import { electricalFault } from "./electrical-fault.js";
import { nab } from "./nab.js";
import { skab } from "./skab.js";
import { transformer } from "./transformer.js";

interface BenchmarkSet {
  /** Below the data's folder. */
  folder: string;
  run(folder: string): Promise<BenchmarkFigures>;
  /** What shall be reached: at least, or at most where the name says so. */
  targets: { figure: string; atLeast?: number; atMost?: number }[];
}

const SETS: BenchmarkSet[] = [
  {
    folder: "skab",
    run: skab,
    targets: [
      { figure: "f1", atLeast: 0.78 },
      { figure: "falseAlarmShare", atMost: 0.2 },
    ],
  },
  { folder: "electrical-fault", run: electricalFault, targets: [{ figure: "f1", atLeast: 0.986 }] },
  { folder: "nab", run: nab, targets: [{ figure: "score", atLeast: 60 }] },
  { folder: "transformer", run: transformer, targets: [{ figure: "falseAlarmsPerWeek", atMost: 1 }] },
];

export const SET_NAMES = SETS.map(({ folder }) => folder);

export interface BenchmarkReport {
  set: string;
  /** Without: the data is not there. */
  figures?: BenchmarkFigures;
  targets: BenchmarkSet["targets"];
  met?: boolean;
}

export async function benchmark(data: string, sets: readonly string[], progress: Progress): Promise<BenchmarkReport[]> {
  const reports: BenchmarkReport[] = [];
  for (const { folder, run, targets } of SETS.filter((set) => sets.includes(set.folder))) {
    const path = join(data, folder);
    if (!(await isFolder(path))) {
      reports.push({ set: folder, targets });
      continue;
    }
    progress.note?.(`${folder}: training and scoring`);
    const figures = await run(path);
    const met = targets.every(({ figure, atLeast, atMost }) => {
      const value = figures[figure] ?? Number.NaN;
      return value >= (atLeast ?? value) && value <= (atMost ?? value);
    });
    reports.push({ set: folder, figures, targets, met });
  }
  return reports;
}

export function benchmarkText(reports: readonly BenchmarkReport[], data: string): string {
  return reports
    .map(({ set, figures, targets, met }) => {
      if (figures === undefined) return `${set}: no data at ${join(data, set)}\n`;
      const rows = Object.entries(figures).map(([figure, value]) => {
        const target = targets.find((one) => one.figure === figure);
        const due = target?.atLeast === undefined ? `at most ${target?.atMost}` : `at least ${target.atLeast}`;
        return [`  ${figure}`, String(Number(value.toFixed(3))), target === undefined ? "" : due];
      });
      return `${set}: ${met ? "reached" : "not reached"}\n${textTable(rows)}`;
    })
    .join("\n");
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
