import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { randomInput } from "../random-input.js";
import type { LayersArtefact, WeightSpec } from "./layers-artefact.js";

export { layers, tf };

/** The default, orthogonal, takes minutes on this backend. Weights are drawn afterwards in any case. */
export const QUICK = { recurrentInitializer: "zeros" as const };

/** A model of these layers with random weights; `tf.setBackend` must have been awaited. */
export function randomModel(of: layers.layers.Layer[], seed = 1): layers.Sequential {
  const model = layers.sequential({ layers: of });
  randomise(model, seed);
  return model;
}

export function randomise(model: layers.LayersModel, seed = 1): void {
  const weights = model.weights.map(({ name, shape }, index) => {
    const lengths = shape.map((length) => length ?? 0);
    const values = randomInput(
      lengths.reduce((product, length) => product * length, 1),
      seed * 1_000 + index,
    ).map((value) => (name.includes("variance") ? 0.1 + Math.abs(value) : 0.5 * value));
    return tf.tensor(values, lengths);
  });
  model.setWeights(weights);
  tf.dispose(weights);
}

export async function saved(model: layers.LayersModel): Promise<LayersArtefact> {
  let artefacts: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: (all) => {
      artefacts = all;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
    },
  });
  const { modelTopology, weightSpecs, weightData } = artefacts ?? {};
  return {
    topology: modelTopology as object,
    specs: weightSpecs as WeightSpec[],
    weights: new Uint8Array(weightData as ArrayBuffer),
  };
}

export function predicted(model: layers.LayersModel, input: Float32Array, shape: number[]): Float32Array {
  return tf.tidy(() => (model.predict(tf.tensor(input, shape)) as tf.Tensor).dataSync<"float32">());
}
