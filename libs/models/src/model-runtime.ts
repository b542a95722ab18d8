import { GateFailed } from "./gate-failed.js";
import type { InferenceEngine } from "./inference-engine.js";
import { MODEL_FILES, type ModelManifest } from "./manifest.js";
import { outputSize } from "./manifest-parser.js";
import type { ModelPackage } from "./model-package.js";
import { OnnxEngine } from "./onnx-engine.js";
import { randomInput } from "./random-input.js";
import { TfjsEngine } from "./tfjs-engine.js";
import { compileLayers } from "./tfjs-to-onnx/compile-layers.js";
import { type LayersArtefact, readLayersArtefact } from "./tfjs-to-onnx/layers-artefact.js";
import { NotCompilable } from "./tfjs-to-onnx/not-compilable.js";

/** Normalised inputs are clipped to ± this before they reach a model, by whoever runs it. */
export const INPUT_LIMIT = 50;

/** Between a compiled model and TensorFlow.js, of outputs up to 1; in proportion of larger ones. */
const COMPILED_DIFFERENCE = 1e-4;
const COMPARED_WINDOWS = 8;

const ANSWER_WITHIN_MS = 60_000;

export interface LoadOptions {
  /** Of one inference on ONNX Runtime. */
  threads?: number;
  /** TensorFlow.js' limit for loading, and for each run. */
  answerWithinMs?: number;
}

export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly engine: "onnx" | "tfjs";
  /** Why a TensorFlow.js model does not run on ONNX Runtime. */
  readonly notCompiled?: string | undefined;
  /**
   * @param input [units, window, features], normalised and clipped to ±INPUT_LIMIT; not to be written to until the answer is there
   * @returns flattened, as the manifest's `output` says
   */
  run(input: Float32Array, units: number): Promise<Float32Array>;
  /** When the runs under way have ended; later ones are refused. */
  dispose(): Promise<void>;
}

/** @throws GateFailed of the gate `loads` */
export async function loadModel(pkg: ModelPackage, options: LoadOptions = {}): Promise<LoadedModel> {
  const { manifest, files } = pkg;
  const { threads = 1, answerWithinMs = ANSWER_WITHIN_MS } = options;
  if (manifest.format === "onnx") {
    const model = files.get(MODEL_FILES.onnx) ?? new Uint8Array();
    return new EngineModel(manifest, "onnx", await OnnxEngine.create(model, manifest, threads));
  }
  return loadLayers(pkg, threads, answerWithinMs);
}

/** TensorFlow.js is the judge of what the compiler made, and computes what it cannot make. */
async function loadLayers(pkg: ModelPackage, threads: number, answerWithinMs: number): Promise<LoadedModel> {
  const { manifest, files } = pkg;
  const artefact = readLayersArtefact(files);
  const inputShape = [manifest.window, manifest.features.length];
  const { model, notCompiled = "compiled it answers otherwise" } = compiledLayers(artefact, inputShape);
  const compiled = model && (await OnnxEngine.create(model, manifest, threads));
  let tfjs: TfjsEngine | undefined;
  try {
    tfjs = await TfjsEngine.create(artefact, inputShape, answerWithinMs);
    const inputs = comparedInputs(manifest);
    const theirs = await tfjs.run(inputs, COMPARED_WINDOWS);
    if (theirs.length !== COMPARED_WINDOWS * outputSize(manifest)) {
      throw new Error(`the model answers ${theirs.length / COMPARED_WINDOWS} numbers, ${outputSize(manifest)} are due`);
    }
    if (compiled && agree(await compiled.run(inputs, COMPARED_WINDOWS), theirs)) {
      await tfjs.dispose();
      return new EngineModel(manifest, "onnx", compiled);
    }
    await compiled?.dispose();
    return new EngineModel(manifest, "tfjs", tfjs, notCompiled);
  } catch (cause) {
    await compiled?.dispose();
    await tfjs?.dispose();
    throw new GateFailed("loads", (cause as Error).message, {}, { cause });
  }
}

function compiledLayers(artefact: LayersArtefact, inputShape: number[]): { model?: Uint8Array; notCompiled?: string } {
  try {
    return { model: compileLayers(artefact, inputShape) };
  } catch (error) {
    if (error instanceof NotCompilable) return { notCompiled: error.message };
    throw error;
  }
}

/** The golden input, which may be anything, and random ones. */
function comparedInputs({ golden: { input } }: ModelManifest): Float32Array {
  const inputs = randomInput(input.length * COMPARED_WINDOWS, 1);
  inputs.set(input);
  return inputs;
}

function agree(ours: Float32Array, theirs: Float32Array): boolean {
  return (
    ours.length === theirs.length &&
    ours.every((value, at) => {
      const other = theirs[at] ?? Number.NaN;
      return Math.abs(value - other) <= COMPILED_DIFFERENCE * Math.max(1, Math.abs(other));
    })
  );
}

/** One run after the other, and an engine until its last run has ended. */
class EngineModel implements LoadedModel {
  private last: Promise<unknown> = Promise.resolve();
  private disposal?: Promise<void>;
  private readonly inputSize: number;
  private readonly outputSize: number;

  constructor(
    readonly manifest: ModelManifest,
    readonly engine: "onnx" | "tfjs",
    private readonly inference: InferenceEngine,
    readonly notCompiled?: string,
  ) {
    this.inputSize = manifest.window * manifest.features.length;
    this.outputSize = outputSize(manifest);
  }

  async run(input: Float32Array, units: number): Promise<Float32Array> {
    if (this.disposal) throw new Error(`${this.said} is disposed`);
    if (input.length !== units * this.inputSize) {
      throw new Error(`${this.said} takes ${units} × ${this.inputSize} numbers and was given ${input.length}`);
    }
    const run = this.last.then(() => this.inference.run(input, units));
    this.last = run.catch(() => undefined);
    const output = await run;
    if (output.length !== units * this.outputSize) {
      throw new Error(
        `${this.said} answers ${output.length} numbers for ${units} units, ${this.outputSize} each are due`,
      );
    }
    return output;
  }

  dispose(): Promise<void> {
    this.disposal ??= this.last.then(() => this.inference.dispose());
    return this.disposal;
  }

  private get said(): string {
    return `${this.manifest.name}@${this.manifest.version}`;
  }
}
