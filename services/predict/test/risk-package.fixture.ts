import { MANIFEST_FILE, MODEL_CARD_FILE, type ModelManifest, packArchive } from "@gridwatch/models";

const HOURS = 168;
const FEATURES = [
  { name: "out_voltage2_mean", unit: "pu" },
  { name: "current_unbalance", unit: "%" },
];
/** Per percent of unbalanced currents in the last hour, of the log-odds. */
const WEIGHT = 0.5;

/** A failure-risk package whose risk follows from the unbalance of the currents in the last hour alone: log-odds of `bias` + 0.5 per percent. */
export function riskPackage({ version = "1.0.0", bias = -4, features = FEATURES } = {}): Promise<Uint8Array> {
  const input = Array.from({ length: HOURS * FEATURES.length }, () => 0.5);
  const golden = 1 / (1 + Math.exp(-(bias + WEIGHT * 0.5)));
  const manifest: ModelManifest = {
    ...{ manifest: 1, name: "unbalance-risk", version, kind: "failure-risk", format: "tfjs-layers" },
    ...{ features, window: HOURS, stepMs: 3_600_000, maxGap: 0 },
    ...{ normaliser: { mean: [1, 0], scale: [1, 1] }, output: "probability", threshold: 0.5 },
    golden: { input, output: [golden, golden], tolerance: 1e-4 },
    training: {
      ...{ data: "none: the weights are given", rows: 0, seed: 1, command: "none" },
      ...{ from: "2026-01-01T00:00:00Z", until: "2026-01-01T00:00:00Z" },
    },
    ...{ metrics: {}, author: "tests", licence: "MIT" },
  };
  const layers = [
    {
      class_name: "Flatten",
      config: {
        ...{ name: "flatten", trainable: true, dtype: "float32" },
        batch_input_shape: [null, HOURS, FEATURES.length],
      },
    },
    {
      class_name: "Dense",
      config: { name: "dense", trainable: true, units: 2, activation: "sigmoid", use_bias: true },
    },
  ];
  const model = {
    format: "layers-model",
    modelTopology: {
      ...{ class_name: "Sequential", config: { name: "unbalance_risk", layers } },
      ...{ keras_version: "tfjs-layers 4.22.0", backend: "tensor_flow.js" },
    },
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: [
          { name: "dense/kernel", shape: [HOURS * FEATURES.length, 2], dtype: "float32" },
          { name: "dense/bias", shape: [2], dtype: "float32" },
        ],
      },
    ],
  };
  const weights = new Float32Array(HOURS * FEATURES.length * 2 + 2);
  const ofLastHour = ((HOURS - 1) * FEATURES.length + 1) * 2;
  weights.fill(WEIGHT, ofLastHour, ofLastHour + 2);
  weights.fill(bias, -2);
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const files = new Map<string, Uint8Array>([
    [MANIFEST_FILE, encode(manifest)],
    [MODEL_CARD_FILE, new TextEncoder().encode("# The risk of unbalance\n\nFor tests.\n")],
    ["model.json", encode(model)],
    ["weights.bin", new Uint8Array(weights.buffer)],
  ]);
  return packArchive({ manifest, files, hash: "" });
}
