import { parseArgs } from "node:util";
import { ELECTRICAL_METRICS, type ModelKind } from "@gridwatch/contracts";
import {
  commandLine,
  durationMs,
  modelKind,
  modelName,
  modelVersion,
  nameOfFolder,
  number,
  time,
  wholeNumber,
} from "./option-values.js";
import type { TrainingSettings } from "./training.js";

export const TRAIN_USAGE = `npm run model -- train --data FILE.csv --time COLUMN --features a,b,… --out DIR [options]

Trains an LSTM that forecasts the next step of the features, and writes a model package.

  --data FILE          CSV, cells separated by , or ;
  --time COLUMN        ISO 8601 (UTC where no zone is given) or epoch seconds or milliseconds
  --features A,B       numeric columns, in this order
  --units-of A=V,B=A   the features' units (those of the platform's own metrics are known)
  --group COLUMN       names the unit that a row is of (the file is one unit)
  --train-rows N       each unit's first N rows are trained on, the rest measures the result
  --train-until T      or: the rows before this time (the first 80 % of the time)
  --step S             length of a step, such as 500ms, 5s, 15m (the usual time between two rows; at least 1s)
  --window N           steps that the model sees (32)
  --max-gap N          steps without a reading that are bridged (3)
  --lstm N             size of the LSTM (32)
  --epochs N           at most (20); stops earlier when the validation part gets no better for --patience N (3)
  --batch N            windows per update (64)
  --learning-rate R    (0.002)
  --every N            learns from each N-th window only (1)
  --seed N             the same seed and data give the same weights (1)
  --learn N            steps of a unit until it is scored (200)
  --forget N           steps until half of what was learned of a unit is forgotten (2000)
  --threshold P        score from which a step is abnormal, 0 to 1 (0.5)
  --open N/M           an anomaly opens after N of M abnormal steps (2/4)
  --close P/N          and closes after N steps below P (0.3/10)
  --name NAME          lower case, digits and dashes (what the folder is called)
  --version V          semantic version (1.0.0)
  --author A --licence L
  --out DIR            the package's folder
`;

export interface TrainOptions {
  data: string;
  time: string;
  group?: string | undefined;
  out: string;
  trainRows?: number;
  trainUntil?: number;
  /** Without: the usual time between two rows. */
  stepMs?: number;
  settings: Omit<TrainingSettings, "stepMs">;
}

/** What kind of model is to be trained; its own options say the rest. @throws Error for a kind that there is not */
export function kindToTrain(args: string[]): ModelKind {
  const { values } = parseArgs({ args, options: { kind: { type: "string", default: "anomaly" } }, strict: false });
  return modelKind("--kind", String(values.kind));
}

/** @throws Error that tells what is wrong with the arguments */
export function parseTrainOptions(args: string[]): TrainOptions {
  const { values } = parseArgs({
    args,
    options: {
      kind: { type: "string" },
      data: { type: "string" },
      time: { type: "string" },
      features: { type: "string" },
      "units-of": { type: "string", default: "" },
      group: { type: "string" },
      "train-rows": { type: "string" },
      "train-until": { type: "string" },
      step: { type: "string" },
      window: { type: "string", default: "32" },
      "max-gap": { type: "string", default: "3" },
      lstm: { type: "string", default: "32" },
      epochs: { type: "string", default: "20" },
      patience: { type: "string", default: "3" },
      batch: { type: "string", default: "64" },
      "learning-rate": { type: "string", default: "0.002" },
      every: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      learn: { type: "string", default: "200" },
      forget: { type: "string", default: "2000" },
      threshold: { type: "string", default: "0.5" },
      open: { type: "string", default: "2/4" },
      close: { type: "string", default: "0.3/10" },
      name: { type: "string" },
      version: { type: "string", default: "1.0.0" },
      author: { type: "string", default: "unknown" },
      licence: { type: "string", default: "unknown" },
      out: { type: "string" },
    },
  });
  const needed = (option: "data" | "time" | "features" | "out"): string => {
    const value = values[option];
    if (value === undefined || value === "") throw new Error(`--${option} is missing`);
    return value;
  };
  const data = needed("data");
  const features = featuresOf(needed("features"), values["units-of"]);
  const timeColumn = needed("time");
  const out = needed("out");
  const name = modelName("--name", values.name ?? nameOfFolder(out));
  const version = modelVersion("--version", values.version);
  if (values["train-rows"] !== undefined && values["train-until"] !== undefined) {
    throw new Error("--train-rows and --train-until exclude each other");
  }
  const trainUntil = values["train-until"] === undefined ? undefined : time("--train-until", values["train-until"]);
  const [openSteps, openOf] = pair("--open", values.open);
  const [closeBelow, closeSteps] = pair("--close", values.close);
  const threshold = number("--threshold", values.threshold, 0, 1);
  const of = wholeNumber("--open", openOf, 1, 31);
  const stepMs = values.step === undefined ? undefined : durationMs("--step", values.step, 1_000, 86_400_000);
  return {
    data,
    time: timeColumn,
    group: values.group,
    out,
    ...(values["train-rows"] === undefined
      ? {}
      : { trainRows: wholeNumber("--train-rows", values["train-rows"], 1, 1e9) }),
    ...(trainUntil === undefined ? {} : { trainUntil }),
    ...(stepMs === undefined ? {} : { stepMs }),
    settings: {
      name,
      version,
      author: values.author,
      licence: values.licence,
      features,
      window: wholeNumber("--window", values.window, 1, 1_024),
      maxGap: wholeNumber("--max-gap", values["max-gap"], 0, 1_000),
      units: wholeNumber("--lstm", values.lstm, 1, 512),
      epochs: wholeNumber("--epochs", values.epochs, 1, 10_000),
      patience: wholeNumber("--patience", values.patience, 1, 10_000),
      batch: wholeNumber("--batch", values.batch, 1, 4_096),
      learningRate: number("--learning-rate", values["learning-rate"], 1e-6, 1),
      every: wholeNumber("--every", values.every, 1, 1e6),
      seed: wholeNumber("--seed", values.seed, 0, 2 ** 30),
      calibration: {
        learn: wholeNumber("--learn", values.learn, 1, 1e6),
        forget: wholeNumber("--forget", values.forget, 1, 1e7),
      },
      threshold,
      open: { steps: wholeNumber("--open", openSteps, 1, of), of },
      close: { below: number("--close", closeBelow, 0, threshold), steps: wholeNumber("--close", closeSteps, 1, 1e5) },
      data,
      command: commandLine("train", args),
      timeColumn,
    },
  };
}

function featuresOf(list: string, unitsOf: string): TrainingSettings["features"] {
  const names = list.split(",").map((name) => name.trim());
  if (names.includes("")) throw new Error("--features must be names of columns with commas between them");
  if (new Set(names).size < names.length || names.length > 64)
    throw new Error("--features must be up to 64 different columns");
  const units = new Map<string, string>(ELECTRICAL_METRICS.map(({ name, unit }) => [name, unit]));
  for (const pairOfUnit of unitsOf.split(",").filter((text) => text !== "")) {
    const [name = "", unit] = pairOfUnit.split("=");
    if (unit === undefined || !names.includes(name)) throw new Error(`--units-of: "${pairOfUnit}" is no FEATURE=UNIT`);
    units.set(name, unit);
  }
  return names.map((name) => ({ name, unit: units.get(name) ?? "" }));
}

function pair(option: string, text: string): [string, string] {
  const [first = "", second = "", ...more] = text.split("/");
  if (second === "" || more.length > 0) throw new Error(`${option} must be two numbers with a / between them`);
  return [first, second];
}
