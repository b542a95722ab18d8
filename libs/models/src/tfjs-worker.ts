/**
 * Runs one LayersModel on TensorFlow.js in a thread of its own: loading the library takes a second and each of its operations
 * blocks, and a layer may compute for as long as it likes. Its parent can end the thread at any time.
 */
import { parentPort, workerData } from "node:worker_threads";
import type * as Core from "@tensorflow/tfjs-core";
import type { LayersArtefact } from "./tfjs-to-onnx/layers-artefact.js";

export interface TfjsWork {
  input: Float32Array;
  shape: number[];
}

export type TfjsAnswer = { output: Float32Array; error?: never } | { error: string };

/** An optional peer, named so that neither compiler nor bundler looks for it. */
const NATIVE: string = "@tensorflow/tfjs-node";
const INITIALIZER = /initializer$/;

const port = parentPort;
if (!port) throw new Error("this is a worker thread's file");

try {
  const { topology, specs, weights } = workerData as LayersArtefact;
  const tf = await import("@tensorflow/tfjs-core");
  await fastestBackend(tf);
  const { loadLayersModel } = await import("@tensorflow/tfjs-layers");
  const model = await loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: withoutInitializers(topology) as object,
        weightSpecs: specs as Core.io.WeightsManifestEntry[],
        weightData: Uint8Array.from(weights).buffer,
      }),
  });
  port.on("message", ({ input, shape }: TfjsWork) => {
    answer(() =>
      tf.tidy(() => {
        const output = model.predict(tf.tensor(input, shape), { batchSize: shape[0] ?? 1 });
        if (Array.isArray(output)) throw new Error(`the model has ${output.length} outputs, one is due`);
        return Float32Array.from(output.dataSync());
      }),
    );
  });
  answer(() => new Float32Array());
} catch (error) {
  answer(() => {
    throw error;
  });
}

function answer(work: () => Float32Array): void {
  let message: TfjsAnswer;
  try {
    message = { output: work() };
  } catch (error) {
    message = { error: error instanceof Error ? error.message : String(error) };
  }
  port?.postMessage(message);
}

async function fastestBackend(tf: typeof Core): Promise<void> {
  try {
    await import(NATIVE);
    if (tf.findBackend("tensorflow") && (await tf.setBackend("tensorflow"))) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
  }
  await import("@tensorflow/tfjs-backend-wasm");
  if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js' WebAssembly backend does not start");
}

/**
 * Weights are loaded in any case. The orthogonal initialiser takes minutes, and calls methods of tensors that the core
 * library has only where a bundler puts them there; no layer does.
 */
function withoutInitializers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutInitializers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      INITIALIZER.test(key) && inner !== null ? { class_name: "Zeros", config: {} } : withoutInitializers(inner),
    ]),
  );
}
