import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { GateFailed } from "./gate-failed.js";
import { type Distribution, MANIFEST_FILE, type ModelManifest } from "./manifest.js";
import { MANIFEST_SCHEMA } from "./manifest-schema.js";

/** A golden pair of the largest window has some 1.5 MB. */
const LARGEST_MANIFEST_BYTES = 4 * 1_024 * 1_024;
/** Past this only the first problem is looked for: a million wrong numbers shall not become a million messages. */
const MANY_PROBLEMS_BYTES = 64 * 1_024;
const PROBLEMS_SAID = 5;

let validators: { first: ValidateFunction<ModelManifest>; every: ValidateFunction<ModelManifest> } | undefined;

/**
 * `model.manifest.json` as it was uploaded.
 * @throws GateFailed of the gate `manifest` with the first problems
 */
export function parseManifest(bytes: Uint8Array): ModelManifest {
  if (bytes.length > LARGEST_MANIFEST_BYTES) {
    throw failed([`has ${bytes.length} bytes, ${LARGEST_MANIFEST_BYTES} are allowed`]);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw failed([`is no JSON in UTF-8: ${(error as Error).message}`], error);
  }
  validators ??= {
    first: new Ajv().compile<ModelManifest>(MANIFEST_SCHEMA),
    every: new Ajv({ allErrors: true }).compile<ModelManifest>(MANIFEST_SCHEMA),
  };
  const valid = bytes.length > MANY_PROBLEMS_BYTES ? validators.first : validators.every;
  if (!valid(value)) {
    // `if` only repeats that what follows from the kind did not hold.
    throw failed((valid.errors ?? []).filter(({ keyword }) => keyword !== "if").map(inWords));
  }
  const problems = disagreements(value);
  if (problems.length > 0) throw failed(problems);
  return value;
}

/** Numbers of a unit in the model's output. */
export function outputSize({ output, window, features }: ModelManifest): number {
  if (output === "probability") return 2;
  return output === "reconstruction" ? window * features.length : features.length;
}

/** What a schema cannot say. */
function disagreements(manifest: ModelManifest): string[] {
  const { features, window, normaliser, calibration, golden, open, close, threshold, training } = manifest;
  const problems: string[] = [];
  const length = (what: string, values: readonly unknown[], expected: number, why: string) => {
    if (values.length !== expected) problems.push(`${what} has ${values.length} numbers, ${expected} are due: ${why}`);
  };
  if (new Set(features.map(({ name }) => name)).size < features.length) problems.push("features has a name twice");
  length("normaliser.mean", normaliser.mean, features.length, "one each feature");
  length("normaliser.scale", normaliser.scale, features.length, "one each feature");
  if (calibration?.residuals) {
    const { high, tail } = calibration.residuals;
    length("calibration.residuals.high", high, features.length, "one each feature");
    length("calibration.residuals.tail", tail, features.length, "one each feature");
  }
  const { distribution } = training;
  if (distribution) {
    length("training.distribution.inputs", distribution.inputs, features.length, "one each feature");
    for (const [at, one] of distribution.inputs.entries()) {
      problems.push(...faultsOf(`training.distribution.inputs.${at}`, one));
    }
    problems.push(...faultsOf("training.distribution.score", distribution.score));
  }
  length("golden.input", golden.input, window * features.length, "window × features");
  length("golden.output", golden.output, outputSize(manifest), `the output is a ${manifest.output}`);
  if (open && open.steps > open.of) problems.push(`open.steps is ${open.steps}, of ${open.of}`);
  if (close && close.below > threshold) {
    problems.push(`close.below is ${close.below}, above the threshold of ${threshold}`);
  }
  const [from, until] = [Date.parse(training.from), Date.parse(training.until)];
  if (!(from <= until)) problems.push(`training is from ${training.from} until ${training.until}`);
  return problems;
}

function faultsOf(what: string, { edges, shares }: Distribution): string[] {
  const faults: string[] = [];
  if (shares.length !== edges.length + 1) faults.push(`${what} has ${shares.length} shares by ${edges.length} edges`);
  if (edges.some((edge, at) => at > 0 && edge <= (edges[at - 1] ?? edge))) faults.push(`${what}.edges do not ascend`);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 0.001) faults.push(`${what}.shares sum to ${sum}`);
  return faults;
}

function inWords({ instancePath, keyword, message, params }: ErrorObject): string {
  const where = instancePath.slice(1).replaceAll("/", ".");
  if (keyword === "additionalProperties")
    return `${where || "it"} has an unknown ${String(params["additionalProperty"])}`;
  if (keyword === "false schema") return `${where} has no place in a model of this kind`;
  if (keyword === "enum") return `${where} must be one of ${(params["allowedValues"] as unknown[]).join(", ")}`;
  if (keyword === "const") return `${where} must be ${String(params["allowedValue"])}`;
  return `${where || "it"} ${message ?? keyword}`;
}

function failed(problems: string[], cause?: unknown): GateFailed {
  const said = problems.slice(0, PROBLEMS_SAID);
  const more = problems.length > said.length ? `; and ${problems.length - said.length} more` : "";
  return new GateFailed(
    "manifest",
    `${MANIFEST_FILE}: ${said.join("; ")}${more}`,
    { problems: problems.length },
    { cause },
  );
}
