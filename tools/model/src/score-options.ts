import { parseArgs } from "node:util";

export const SCORE_USAGE = `npm run model -- score --model DIR --data FILE.csv --out SCORES.csv [options]

Scores a file step by step, as the platform would score its units, and writes a line for each of its rows, in their order: time, group, step (the end of the one that
the row is in, which is when it could be known), and of that step score (empty where there is not enough data), flag (1 while an anomaly is open), and each signal's
share in the score.

  --model DIR      the package's folder; the file has a column of each feature's name
  --data FILE      CSV, cells separated by , or ;
  --time COLUMN    ISO 8601 (UTC where no zone is given) or epoch seconds or milliseconds (the one trained with, or else the first
                   column that holds nothing but times)
  --group COLUMN   names the unit that a row is of (the file is one unit)
  --out FILE       CSV
`;

export interface ScoreOptions {
  model: string;
  data: string;
  time?: string | undefined;
  group?: string | undefined;
  out: string;
}

/** @throws Error that tells what is wrong with the arguments */
export function parseScoreOptions(args: string[]): ScoreOptions {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: "string" },
      data: { type: "string" },
      time: { type: "string" },
      group: { type: "string" },
      out: { type: "string" },
    },
  });
  const needed = (option: "model" | "data" | "out"): string => {
    const value = values[option];
    if (value === undefined || value === "") throw new Error(`--${option} is missing`);
    return value;
  };
  return {
    model: needed("model"),
    data: needed("data"),
    time: values.time,
    group: values.group,
    out: needed("out"),
  };
}
