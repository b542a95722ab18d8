import type { ModelManifest } from "./manifest.js";

/** What computes a model. Not asked again before it has answered, nor after `dispose`. */
export interface InferenceEngine {
  /**
   * @param input [units, window, features], normalised
   * @returns the model's whole output, of whatever size it is
   */
  run(input: Float32Array, units: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Axes of the model's output, without that of the units. */
export function outputShape({ output, window, features }: ModelManifest): number[] {
  if (output === "probability") return [2];
  return output === "reconstruction" ? [window, features.length] : [features.length];
}
