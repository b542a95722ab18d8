import { parseArgs } from "node:util";

export const TRAIN_DEFAULTS_USAGE = `npm run model -- train-defaults [--out DIR]

Trains the packages that are shipped, on simulated units and with fixed seeds. Takes some five minutes on two idle cores.

  --out DIR   where each gets a folder of its name (models)
`;

/** @throws Error that tells what is wrong with the arguments */
export function parseTrainDefaultsOptions(args: string[]): { out: string } {
  const { values } = parseArgs({ args, options: { out: { type: "string", default: "models" } } });
  if (values.out === "") throw new Error("--out is empty");
  return values;
}
