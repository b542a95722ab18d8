import type { ModelManifest } from "@gridwatch/models";
import { MANIFEST_FILE, MODEL_CARD_FILE, packArchive } from "@gridwatch/models";

export const STEP_MS = 1_000;
export const SIGNALS = ["input_voltage", "input_current"];
const WINDOW = 4;
const USELESS_UNITS = 1_024;

/** What differs between the packages of the tests. */
export interface PackageOptions {
  version?: string;
  /** Of the step that is forecast: the mean of the window's last two steps unless said otherwise. */
  bias?: number;
  /** So many multiplications by 1024 × 1024 numbers are computed, which change nothing: a model can be as slow as one likes. */
  uselessRows?: number;
  /** What the package says that its model answers to its golden input, if not what it does answer. */
  goldenOutput?: number[];
  manifest?: Partial<ModelManifest>;
}

/** A model package as a data scientist uploads it: TensorFlow.js layers that forecast a step by the mean of the two before it. */
export function modelPackage(options: PackageOptions = {}): Promise<Uint8Array> {
  const { version = "1.0.0", bias = 0, uselessRows = 0 } = options;
  const input = Array.from({ length: WINDOW * SIGNALS.length }, (_, i) => i / 10);
  const output = SIGNALS.map((_, feature) => {
    const at = (step: number) => input[step * SIGNALS.length + feature] ?? 0;
    return (at(WINDOW - 1) + at(WINDOW - 2)) / 2 + bias;
  });
  const manifest: ModelManifest = {
    manifest: 1,
    name: "mean-of-two",
    version,
    kind: "anomaly",
    format: "tfjs-layers",
    features: [
      { name: "input_voltage", unit: "V" },
      { name: "input_current", unit: "A" },
    ],
    window: WINDOW,
    stepMs: STEP_MS,
    maxGap: 2,
    normaliser: { mean: [230, 10], scale: [1, 1] },
    output: "forecast",
    calibration: { learn: 20, forget: 500 },
    threshold: 0.5,
    open: { steps: 2, of: 4 },
    close: { below: 0.3, steps: 3 },
    golden: { input, output: options.goldenOutput ?? output, tolerance: 1e-4 },
    training: {
      data: "none: the weights are given",
      rows: 0,
      from: "2026-01-01T00:00:00Z",
      until: "2026-01-01T00:00:00Z",
      seed: 1,
      command: "none",
    },
    metrics: {},
    author: "tests",
    licence: "MIT",
    ...options.manifest,
  };
  const files = new Map<string, Uint8Array>([
    [MANIFEST_FILE, encode(manifest)],
    [MODEL_CARD_FILE, new TextEncoder().encode("# The mean of two\n\nFor tests.\n")],
    ["model.json", encode(uselessRows > 0 ? slowed(topology(), uselessRows) : topology())],
    ["weights.bin", uselessRows > 0 ? slowedWeights(bias, uselessRows) : weights(bias)],
  ]);
  return packArchive({ manifest, files, hash: "" });
}

interface Topology {
  format: string;
  modelTopology: { class_name: string; config: { name: string; layers: object[] } } & Record<string, unknown>;
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function topology(): Topology {
  const units = SIGNALS.length;
  const inputs = WINDOW * units;
  return {
    format: "layers-model",
    modelTopology: {
      class_name: "Sequential",
      config: {
        name: "mean_of_two",
        layers: [
          {
            class_name: "Flatten",
            config: { name: "flatten", trainable: true, batch_input_shape: [null, WINDOW, units], dtype: "float32" },
          },
          {
            class_name: "Dense",
            config: { name: "dense", trainable: true, units, activation: "linear", use_bias: true },
          },
        ],
      },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: [
          { name: "dense/kernel", shape: [inputs, units], dtype: "float32" },
          { name: "dense/bias", shape: [units], dtype: "float32" },
        ],
      },
    ],
  };
}

function weights(bias: number): Uint8Array {
  const units = SIGNALS.length;
  const kernel = new Float32Array(WINDOW * units * units);
  for (const step of [WINDOW - 1, WINDOW - 2]) {
    for (let feature = 0; feature < units; feature++) kernel[(step * units + feature) * units + feature] = 0.5;
  }
  const all = new Float32Array([...kernel, ...new Float32Array(units).fill(bias)]);
  return new Uint8Array(all.buffer);
}

/** The same, with layers behind it that pass on what they are given. */
function slowed({ format, modelTopology, weightsManifest }: Topology, rows: number): Topology {
  const dense = (name: string, units: number) => {
    return { class_name: "Dense", config: { name, trainable: true, units, activation: "linear", use_bias: true } };
  };
  const layers = [
    ...modelTopology.config.layers,
    { class_name: "RepeatVector", config: { name: "repeat", trainable: true, n: rows } },
    dense("wide", USELESS_UNITS),
    dense("slow", USELESS_UNITS),
    dense("narrow", SIGNALS.length),
    { class_name: "Flatten", config: { name: "flatten_rows", trainable: true } },
    dense("out", SIGNALS.length),
  ];
  const weights = slowedShapes(rows).map(({ name, shape }) => ({ name, shape, dtype: "float32" }));
  return {
    format,
    modelTopology: { ...modelTopology, config: { ...modelTopology.config, layers } },
    weightsManifest: weightsManifest.map((group) => ({ ...group, weights: [...group.weights, ...weights] })),
  };
}

function slowedShapes(rows: number): { name: string; shape: number[] }[] {
  const dense = (name: string, inputs: number, units: number) => [
    { name: `${name}/kernel`, shape: [inputs, units] },
    { name: `${name}/bias`, shape: [units] },
  ];
  const signals = SIGNALS.length;
  return [
    ...dense("wide", signals, USELESS_UNITS),
    ...dense("slow", USELESS_UNITS, USELESS_UNITS),
    ...dense("narrow", USELESS_UNITS, signals),
    ...dense("out", rows * signals, signals),
  ];
}

/** The first row of what is repeated goes through as it is. The rest is no zero either: an archive that unpacks to nothing but zeros is refused. */
function slowedWeights(bias: number, rows: number): Uint8Array {
  const behind = slowedShapes(rows).flatMap(({ name, shape }) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size));
    if (name === "out/bias") values.fill(bias);
    if (name === "slow/kernel") for (let i = 0; i < values.length; i++) values[i] = Math.sin(i * i) / 1_000;
    const [inputs = 0, outputs = 0] = shape;
    for (let input = 0; outputs > 0 && input < Math.min(inputs, SIGNALS.length); input++) {
      for (let output = 0; output < outputs; output++) values[input * outputs + output] = input === output ? 1 : 0;
    }
    return [new Uint8Array(values.buffer)];
  });
  return Buffer.concat([weights(0), ...behind]);
}
