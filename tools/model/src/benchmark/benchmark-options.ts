import { parseArgs } from "node:util";
import { SET_NAMES } from "./benchmark.js";

export const BENCHMARK_USAGE = `npm run model -- benchmark --data DIR [--sets A,B] [--json]

Trains and scores on public recordings, with one configuration for all files of a set. Takes some minutes.

  --data DIR   holds a folder for each set; a set that is not there is said and left out
  --sets A,B   of ${SET_NAMES.join(", ")} (all)
  --json       the figures as JSON
`;

export interface BenchmarkOptions {
  data: string;
  sets: string[];
  json: boolean;
}

/** @throws Error that tells what is wrong with the arguments */
export function parseBenchmarkOptions(args: string[]): BenchmarkOptions {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: "string" },
      sets: { type: "string", default: SET_NAMES.join(",") },
      json: { type: "boolean", default: false },
    },
  });
  if (values.data === undefined || values.data === "") throw new Error("--data is missing");
  const sets = values.sets.split(",").map((name) => name.trim());
  const unknown = sets.find((name) => !SET_NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`--sets: there is no "${unknown}", but ${SET_NAMES.join(", ")}`);
  return { data: values.data, sets, json: values.json };
}
