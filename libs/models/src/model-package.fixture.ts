import { MANIFEST_FILE, MODEL_CARD_FILE, type ModelManifest } from "./manifest.js";
import { type ModelPackage, packageOf } from "./model-package.js";
import { encodeOnnx, type OnnxGraph } from "./onnx/onnx-messages.js";
import { type LayersArtefact } from "./tfjs-to-onnx/layers-artefact.js";

/** A forecast of two features from three steps; its golden pair is that of `LAST_STEP`. */
export function someManifest(changes: Partial<ModelManifest> = {}): ModelManifest {
  return {
    manifest: 1,
    name: "last-step",
    version: "1.0.0",
    kind: "anomaly",
    format: "onnx",
    features: [
      { name: "voltageL1", unit: "V" },
      { name: "currentL1", unit: "A" },
    ],
    window: 3,
    stepMs: 5_000,
    maxGap: 2,
    normaliser: { mean: [230, 10], scale: [5, 2] },
    output: "forecast",
    calibration: { learn: 100, forget: 10_000 },
    threshold: 0.6,
    open: { steps: 2, of: 4 },
    close: { below: 0.4, steps: 3 },
    golden: { input: [1, 2, 3, 4, 5, 6], output: [5, 6], tolerance: 1e-3 },
    training: {
      data: "none",
      rows: 0,
      from: "2024-01-01T00:00:00.000Z",
      until: "2024-01-02T00:00:00.000Z",
      seed: 1,
      command: "none",
    },
    metrics: {},
    author: "Gridwatch",
    licence: "MIT",
    ...changes,
  };
}

const INPUT = { name: "x", shape: ["units", 3, 2] };
const OUTPUT = { name: "y", shape: ["units", 2] };

/** An ONNX file of a few nodes from x to y. */
export function someOnnx(nodes: OnnxGraph["nodes"], changes: Partial<OnnxGraph> = {}): Uint8Array {
  return encodeOnnx({
    nodes,
    constants: [{ name: "step", shape: [], values: BigInt64Array.of(2n) }],
    input: INPUT,
    output: OUTPUT,
    ...changes,
  });
}

/** Says that the next step will be as the last one. */
export const LAST_STEP: OnnxGraph["nodes"] = [
  { op: "Gather", inputs: ["x", "step"], outputs: ["y"], attributes: { axis: 1 } },
];

export const onnxPackage = (manifest = someManifest(), model: Uint8Array = someOnnx(LAST_STEP)): ModelPackage =>
  packageOf(filesOf(manifest, { "model.onnx": model }));

export function layersPackage(manifest: ModelManifest, { topology, specs, weights }: LayersArtefact): ModelPackage {
  const model = {
    format: "layers-model",
    modelTopology: topology,
    weightsManifest: [{ paths: ["weights.bin"], weights: specs }],
  };
  return packageOf(filesOf(manifest, { "model.json": bytes(JSON.stringify(model)), "weights.bin": weights }));
}

export function filesOf(manifest: ModelManifest, model: Record<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([
    [MANIFEST_FILE, bytes(JSON.stringify(manifest))],
    [MODEL_CARD_FILE, bytes("# A model\n")],
    ...Object.entries(model),
  ]);
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
