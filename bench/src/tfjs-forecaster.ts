import { readLayersArtefact } from "@gridwatch/models";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";
import { type Forecaster, SIGNALS, WINDOW } from "./forecaster-package.js";

/** The model on TensorFlow.js' WebAssembly backend, as fast as that goes: in the calling thread, with nothing around it. */
export async function loadOnWebAssembly({ pkg }: Forecaster): Promise<LayersModel> {
  if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js' WebAssembly backend does not start");
  const { topology, specs, weights } = readLayersArtefact(pkg.files);
  return loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: withoutInitializers(topology) as object,
        weightSpecs: specs as tf.io.WeightsManifestEntry[],
        weightData: Uint8Array.from(weights).buffer,
      }),
  });
}

export function runOnWebAssembly(model: LayersModel, input: Float32Array, units: number): Float32Array {
  return tf.tidy(() => {
    const output = model.predict(tf.tensor(input, [units, WINDOW, SIGNALS.length]), { batchSize: units });
    return Float32Array.from((output as tf.Tensor).dataSync());
  });
}

/** Weights are loaded in any case, and the default initialiser of an LSTM takes minutes. */
function withoutInitializers(value: unknown): unknown {
  const model = structuredClone(value) as { config: { layers: { config: Record<string, unknown> }[] } };
  for (const { config } of model.config.layers) {
    for (const name of ["kernel_initializer", "recurrent_initializer", "bias_initializer"]) {
      config[name] = { class_name: "Zeros", config: {} };
    }
  }
  return model;
}
