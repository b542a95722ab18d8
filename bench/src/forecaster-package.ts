import {
  compileLayers,
  MANIFEST_FILE,
  MODEL_CARD_FILE,
  type ModelManifest,
  type ModelPackage,
  packArchive,
  readLayersArtefact,
  readPackageArchive,
} from "@gridwatch/models";
import { InferenceSession, Tensor } from "onnxruntime-node";

export const SIGNALS = [
  "input_voltage",
  "input_current",
  "out_voltage1",
  "out_voltage2",
  "out_voltage3",
  "out_current1",
  "out_current2",
  "out_current3",
];
export const WINDOW = 32;
export const STEP_MS = 1_000;
/** Steps that a unit is learned before it has a score. */
export const LEARN = 8;
const HIDDEN = 32;
const WEIGHTS_FILE = "weights.bin";

/** The model of the benchmark, LSTM(32) and a dense layer, as a data scientist's package and as a bare ONNX file. */
export interface Forecaster {
  pkg: ModelPackage;
  archive: Uint8Array;
  onnx: Uint8Array;
}

/** The same weights for the same seed: what they say is of no use, and costs as much as if they were trained. */
export async function makeForecaster(version: string, seed: number): Promise<Forecaster> {
  const golden = { input: uniform(WINDOW * SIGNALS.length, 1, randomOf(seed)), output: [] as number[] };
  const files = new Map<string, Uint8Array>([
    [MODEL_CARD_FILE, encode("# A forecaster with random weights\n\nFor benchmarks.\n")],
    ["model.json", encode(JSON.stringify(topology()))],
    [WEIGHTS_FILE, weightsOf(seed)],
  ]);
  const onnx = compileLayers(readLayersArtefact(files), [WINDOW, SIGNALS.length]);
  const session = await openBare(onnx);
  golden.output = [...(await runBare(session, Float32Array.from(golden.input), 1))];
  await session.release();
  const manifest = manifestOf(version, golden);
  files.set(MANIFEST_FILE, encode(JSON.stringify(manifest)));
  const archive = await packArchive({ manifest, files, hash: "" });
  return { pkg: await readPackageArchive(archive), archive, onnx };
}

/** ONNX Runtime with nothing around it. */
export function openBare(onnx: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(onnx, {
    executionProviders: ["cpu"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
}

export async function runBare(session: InferenceSession, input: Float32Array, units: number): Promise<Float32Array> {
  const tensor = new Tensor("float32", input, [units, WINDOW, SIGNALS.length]);
  const outputs = await session.run({ [session.inputNames[0] ?? ""]: tensor });
  return outputs[session.outputNames[0] ?? ""]?.data as Float32Array;
}

/** Uniform in 0..1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function uniform(length: number, bound: number, random: () => number): number[] {
  return Array.from({ length }, () => Math.fround((random() * 2 - 1) * bound));
}

function manifestOf(version: string, golden: { input: number[]; output: number[] }): ModelManifest {
  const isVoltage = (name: string) => name.includes("voltage");
  return {
    manifest: 1,
    name: "bench-forecaster",
    version,
    kind: "anomaly",
    format: "tfjs-layers",
    features: SIGNALS.map((name) => ({ name, unit: isVoltage(name) ? "V" : "A" })),
    window: WINDOW,
    stepMs: STEP_MS,
    maxGap: 3,
    normaliser: {
      mean: SIGNALS.map((name) => (isVoltage(name) ? 230 : 10)),
      scale: SIGNALS.map((name) => (isVoltage(name) ? 2 : 1)),
    },
    output: "forecast",
    calibration: { learn: LEARN, forget: 2_000 },
    threshold: 0.6,
    open: { steps: 2, of: 4 },
    close: { below: 0.4, steps: 5 },
    golden: { ...golden, tolerance: 1e-4 },
    training: {
      data: "none: the weights are random",
      rows: 0,
      from: "2026-01-01T00:00:00Z",
      until: "2026-01-01T00:00:00Z",
      seed: 1,
      command: "none",
    },
    metrics: {},
    author: "benchmark",
    licence: "MIT",
  };
}

/** In the order in which the file of weights has them. */
const WEIGHTS: [name: string, shape: number[]][] = [
  ["lstm/kernel", [SIGNALS.length, 4 * HIDDEN]],
  ["lstm/recurrent_kernel", [HIDDEN, 4 * HIDDEN]],
  ["lstm/bias", [4 * HIDDEN]],
  ["dense/kernel", [HIDDEN, SIGNALS.length]],
  ["dense/bias", [SIGNALS.length]],
];

function weightsOf(seed: number): Uint8Array {
  const random = randomOf(seed);
  const values = WEIGHTS.flatMap(([, shape]) =>
    uniform(
      shape.reduce((product, n) => product * n, 1),
      0.3,
      random,
    ),
  );
  return new Uint8Array(Float32Array.from(values).buffer);
}

function topology(): unknown {
  const shared = { trainable: true, use_bias: true };
  const lstm = {
    ...shared,
    name: "lstm",
    batch_input_shape: [null, WINDOW, SIGNALS.length],
    dtype: "float32",
    units: HIDDEN,
    activation: "tanh",
    recurrent_activation: "sigmoid",
    return_sequences: false,
  };
  const dense = { ...shared, name: "dense", units: SIGNALS.length, activation: "linear" };
  return {
    format: "layers-model",
    modelTopology: {
      class_name: "Sequential",
      config: {
        name: "forecaster",
        layers: [
          { class_name: "LSTM", config: lstm },
          { class_name: "Dense", config: dense },
        ],
      },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [
      { paths: [WEIGHTS_FILE], weights: WEIGHTS.map(([name, shape]) => ({ name, shape, dtype: "float32" })) },
    ],
  };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
