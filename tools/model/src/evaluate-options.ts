import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { durationMs, wholeNumber } from "./option-values.js";

export const EVALUATE_USAGE = `npm run model -- evaluate --scores SCORES.csv --data FILE.csv --labels COLUMN|FILE [options]

Compares what "score" wrote with what was really wrong, step by step, beside three trivial detectors on the same steps: always alarm, a moving z-score, and "as a season ago".

  --scores FILE      what "score" wrote
  --data FILE        what it was written of
  --time COLUMN      and the column of its time (the first that holds nothing but times)
  --labels COLUMN    column of the data: anything but 0, false or nothing says that something was wrong at the row
  --labels FILE      or: CSV of times with something wrong, columns start, end and, with several units, group
  --z-steps N        steps of the moving z-score (60)
  --season S         length of a season (1d)
  --plot FILE.svg    precision over recall
  --json             the figures as JSON
`;

export interface EvaluateOptions {
  scores: string;
  data: string;
  time?: string | undefined;
  labels: { column: string } | { file: string };
  zSteps: number;
  seasonMs: number;
  season: string;
  plot?: string | undefined;
  json: boolean;
}

/** @throws Error that tells what is wrong with the arguments */
export function parseEvaluateOptions(args: string[]): EvaluateOptions {
  const { values } = parseArgs({
    args,
    options: {
      scores: { type: "string" },
      data: { type: "string" },
      time: { type: "string" },
      labels: { type: "string" },
      "z-steps": { type: "string", default: "60" },
      season: { type: "string", default: "1d" },
      plot: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const needed = (option: "scores" | "data" | "labels"): string => {
    const value = values[option];
    if (value === undefined || value === "") throw new Error(`--${option} is missing`);
    return value;
  };
  const labels = needed("labels");
  return {
    scores: needed("scores"),
    data: needed("data"),
    time: values.time,
    labels: existsSync(labels) ? { file: labels } : { column: labels },
    zSteps: wholeNumber("--z-steps", values["z-steps"], 10, 100_000),
    seasonMs: durationMs("--season", values.season, 1_000, 366 * 86_400_000),
    season: values.season,
    plot: values.plot,
    json: values.json,
  };
}
