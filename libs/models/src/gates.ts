import { setImmediate } from "node:timers/promises";
import { type Gate, GateFailed, type GateReport } from "./gate-failed.js";
import type { ModelManifest } from "./manifest.js";
import type { ModelPackage } from "./model-package.js";
import { INPUT_LIMIT, type LoadedModel, type LoadOptions, loadModel } from "./model-runtime.js";
import { randomInput } from "./random-input.js";

export interface GateLimits extends LoadOptions {
  /** Of all files. */
  bytes: number;
  /** That the model has to reach on this machine. */
  windowsPerSecond: number;
  /** Why so many, for whoever is refused. */
  dueFor: string;
}

const LIMITS: GateLimits = { bytes: 16 * 1_024 * 1_024, windowsPerSecond: 500, dueFor: "at the least" };

/** Larger than any rounding, which differs with the size of the batch; in proportion of outputs larger than 1. */
const AMONG_OTHERS_DIFFERENCE = 1e-4;
const GOLDEN_BATCH = 8;
const EXTREMES = [0, 10, -10, INPUT_LIMIT, -INPUT_LIMIT];
const RANDOM_WINDOWS = 11;
/** Of what is normalised as inputs are, which is clipped at `INPUT_LIMIT`: a trend may go on beyond, not to any length. */
const FURTHEST = 20 * INPUT_LIMIT;
/** Of outputs, by meaning: a residual may be a sum of squares over the largest window; rounding may take a probability a little past its end. */
const RANGES = {
  forecast: [-FURTHEST, FURTHEST],
  reconstruction: [-FURTHEST, FURTHEST],
  score: [0, 1e9],
  probability: [-1e-6, 1 + 1e-6],
} as const satisfies Record<ModelManifest["output"], [number, number]>;
const RESPONDS_WINDOWS = 8;
/** Less than that is no answer to another window; in proportion of outputs larger than 1. */
const LEAST_RESPONSE = 1e-4;
const SPEED_BATCH = 64;
/** Inference holds up whatever else this process does: no batch is tried that would take longer than this. */
const LONGEST_RUN_MS = 50;
const SPEED_RUNS = 8;

/** What a gate found when it let the model through. */
type Finding = Pick<GateReport, "detail" | "figures">;

/**
 * Loads a model that may go live. The caller disposes it.
 * @throws GateFailed of the first gate that refuses it; the model is then disposed
 */
export async function passGates(
  pkg: ModelPackage,
  limits: Partial<GateLimits> = {},
): Promise<{ model: LoadedModel; report: GateReport[] }> {
  const { bytes, windowsPerSecond, dueFor, ...options } = { ...LIMITS, ...limits };
  const { name, version, kind } = pkg.manifest;
  const report: GateReport[] = [];
  const passed = (gate: string, finding: Finding) => report.push({ gate, passed: true, ...finding });
  // Who has a package has had its manifest checked.
  passed("manifest", { detail: `${name}@${version}, ${kind}`, figures: {} });
  passed("size", checkSize(pkg, bytes));
  const model = await loadModel(pkg, options);
  try {
    const why = model.notCompiled === undefined ? "" : `: ${model.notCompiled}`;
    passed("loads", { detail: `on ${model.engine}${why}`, figures: {} });
    passed("golden", await asked("golden", () => checkGolden(model)));
    passed("finite", await asked("finite", () => checkFinite(model)));
    passed("responds", await asked("responds", () => checkResponds(model)));
    passed("speed", await asked("speed", () => checkSpeed(model, windowsPerSecond, dueFor)));
    return { model, report };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** A model that fails to answer fails the gate that asked. */
async function asked(gate: Gate, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (cause) {
    if (cause instanceof GateFailed) throw cause;
    throw new GateFailed(gate, (cause as Error).message, {}, { cause });
  }
}

function checkSize({ files }: ModelPackage, allowed: number): Finding {
  let bytes = 0;
  for (const file of files.values()) bytes += file.length;
  const figures = { bytes, allowed };
  if (bytes > allowed) throw new GateFailed("size", `it has ${bytes} bytes, ${allowed} are allowed`, figures);
  return { detail: `${bytes} bytes`, figures };
}

/** Alone, and first and last among other units: what is said of a unit may depend on no other. */
async function checkGolden(model: LoadedModel): Promise<Finding> {
  const { input, output, tolerance } = model.manifest.golden;
  const golden = Float32Array.from(input);
  const began = performance.now();
  const alone = await model.run(golden, 1);
  const affordable = Math.floor(LONGEST_RUN_MS / (performance.now() - began));
  const difference = largest(alone, (value, at) => off(value, output[at] ?? Number.NaN));
  const figures = { difference, tolerance };
  if (!(difference <= tolerance)) {
    throw new GateFailed("golden", `its golden output is off by ${difference}, ${tolerance} is allowed`, figures);
  }
  const units = Math.min(GOLDEN_BATCH, Math.max(3, affordable));
  const places = [0, units - 1];
  const batch = randomInput(units * golden.length, 1);
  for (const place of places) batch.set(golden, place * golden.length);
  // A neighbour out of the ordinary pulls at whatever mixes units.
  batch.fill(INPUT_LIMIT, golden.length, 2 * golden.length);
  const among = await model.run(batch, units);
  const otherwise = Math.max(
    ...places.map((place) => largest(alone, (value, at) => off(among[place * alone.length + at] ?? Number.NaN, value))),
  );
  if (!(otherwise <= AMONG_OTHERS_DIFFERENCE)) {
    throw new GateFailed(
      "golden",
      `a unit's output changes by ${otherwise} with the other units of its batch: its first axis is not that of the units`,
      { ...figures, amongOthers: otherwise },
    );
  }
  return { detail: `off by ${difference}`, figures: { ...figures, amongOthers: otherwise } };
}

async function checkFinite(model: LoadedModel): Promise<Finding> {
  const size = model.manifest.window * model.manifest.features.length;
  const windows = EXTREMES.map((value) => ({ said: `all ${value}`, input: new Float32Array(size).fill(value) }));
  for (let seed = 1; seed <= RANDOM_WINDOWS; seed++) {
    // Every other one so wild that most of it is clipped.
    const spread = seed % 2 === 0 ? 1 : INPUT_LIMIT;
    const input = randomInput(size, seed).map((value) => Math.max(-INPUT_LIMIT, Math.min(INPUT_LIMIT, spread * value)));
    windows.push({ said: `random inputs of seed ${seed}, ${spread} times the usual`, input });
  }
  const [least, most] = RANGES[model.manifest.output];
  for (const { said, input } of windows) {
    const output = await model.run(input, 1);
    const wrong = output.find((value) => !(Number.isFinite(value) && value >= least && value <= most));
    if (wrong !== undefined) {
      const figures = { output: wrong, windows: windows.length };
      throw new GateFailed("finite", `it answers ${wrong} to ${said}; ${least} to ${most} is due`, figures);
    }
  }
  return { detail: `${windows.length} windows, random and extreme`, figures: { windows: windows.length } };
}

/** To other windows it says something else: what has died in training says the same of all units, and all would be normal for ever. */
async function checkResponds(model: LoadedModel): Promise<Finding> {
  const size = model.manifest.window * model.manifest.features.length;
  const answers = await model.run(randomInput(size * RESPONDS_WINDOWS, 1), RESPONDS_WINDOWS);
  const outputs = answers.length / RESPONDS_WINDOWS;
  const response = largest(answers, (value, at) => off(value, answers[at % outputs] ?? Number.NaN));
  const figures = { response, due: LEAST_RESPONSE, windows: RESPONDS_WINDOWS };
  if (!(response >= LEAST_RESPONSE)) {
    const said = `its answers to ${RESPONDS_WINDOWS} random windows differ by ${response}, ${LEAST_RESPONSE} is due`;
    throw new GateFailed("responds", `${said}: it says the same whatever it sees`, figures);
  }
  return { detail: `answers differ by ${response}`, figures };
}

/** By CPU time, and the best of some runs: what else the machine does makes them slower, and nothing makes them faster. */
async function checkSpeed(model: LoadedModel, due: number, dueFor: string): Promise<Finding> {
  const size = model.manifest.window * model.manifest.features.length;
  const inputs = randomInput(size * SPEED_BATCH, 1);
  const milliseconds = async (units: number) => {
    // What waits for this process' thread gets its turn.
    await setImmediate();
    const began = process.cpuUsage();
    await model.run(inputs.subarray(0, units * size), units);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000;
  };
  let units = 1;
  let fastest = await milliseconds(units);
  while (units < SPEED_BATCH && 2 * fastest <= LONGEST_RUN_MS) {
    units *= 2;
    fastest = await milliseconds(units);
  }
  for (let run = 0; run < SPEED_RUNS; run++) fastest = Math.min(fastest, await milliseconds(units));
  const windowsPerSecond = Math.round((1_000 * units) / fastest);
  const figures = { windowsPerSecond, due, batch: units };
  const detail = `${windowsPerSecond} windows/s in batches of ${units}`;
  if (windowsPerSecond < due) {
    throw new GateFailed("speed", `it computes ${detail}, ${due} are due ${dueFor}`, figures);
  }
  return { detail, figures };
}

/** In proportion of what is due, where that is larger than 1. */
function off(value: number, due: number): number {
  return Math.abs(value - due) / Math.max(1, Math.abs(due));
}

/** NaN where any of them is NaN. */
function largest(values: Float32Array, of: (value: number, at: number) => number): number {
  let most = 0;
  values.forEach((value, at) => {
    most = Math.max(most, of(value, at));
  });
  return most;
}
