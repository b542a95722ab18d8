import { parseArgs } from "node:util";
import { commandLine, modelName, modelVersion, nameOfFolder, time, wholeNumber } from "../option-values.js";

export const TRAIN_RISK_USAGE = `npm run model -- train --kind failure-risk --data FILE.csv --failures FILE.csv --time COLUMN --group COLUMN --out DIR [options]

Trains a forecast of failures on units that really failed, and writes a model package. Prints what was measured on units and times that were not learned from.

  --data FILE          CSV, cells separated by , or ;: the eight electrical metrics under their own names; means of 10 minutes are enough
  --time COLUMN        ISO 8601 (UTC where no zone is given) or epoch seconds or milliseconds
  --group COLUMN       names the unit that a row is of
  --failures FILE      CSV of unit, failed_at and, if it is known, mode. A unit that is not in it, or without a time, has not failed. What
                       is read after a failure is of the repaired unit
  --train-until T      learned is what was known then, measured what came afterwards (the time by which two thirds of the failures had come)
  --seed N             the same seed and data give the same weights (1)
  --name NAME          lower case, digits and dashes (what the folder is called)
  --version V          semantic version (1.0.0)
  --author A --licence L
  --out DIR            the package's folder
`;

export interface TrainRiskOptions {
  data: string;
  failures: string;
  time: string;
  group: string;
  out: string;
  /** Epoch milliseconds. Without: the time by which two thirds of the failures had come. */
  trainUntil?: number | undefined;
  seed: number;
  name: string;
  version: string;
  author: string;
  licence: string;
  /** The command itself, for who trains again. */
  command: string;
}

/** @throws Error that tells what is wrong with the arguments */
export function parseTrainRiskOptions(args: string[]): TrainRiskOptions {
  const { values } = parseArgs({
    args,
    options: {
      kind: { type: "string" },
      data: { type: "string" },
      failures: { type: "string" },
      time: { type: "string" },
      group: { type: "string" },
      "train-until": { type: "string" },
      seed: { type: "string", default: "1" },
      name: { type: "string" },
      version: { type: "string", default: "1.0.0" },
      author: { type: "string", default: "unknown" },
      licence: { type: "string", default: "unknown" },
      out: { type: "string" },
    },
  });
  const needed = (option: "data" | "failures" | "time" | "group" | "out"): string => {
    const value = values[option];
    if (value === undefined || value === "") throw new Error(`--${option} is missing`);
    return value;
  };
  const until = values["train-until"];
  const out = needed("out");
  return {
    data: needed("data"),
    failures: needed("failures"),
    time: needed("time"),
    group: needed("group"),
    trainUntil: until === undefined ? undefined : time("--train-until", until),
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 30),
    name: modelName("--name", values.name ?? nameOfFolder(out)),
    version: modelVersion("--version", values.version),
    author: values.author,
    licence: values.licence,
    out,
    command: commandLine("train", args),
  };
}
