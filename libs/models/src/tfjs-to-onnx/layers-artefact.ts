import { GateFailed } from "../gate-failed.js";
import { MODEL_FILES } from "../manifest.js";

const MODEL_FILE = MODEL_FILES["tfjs-layers"];
const MOST_WEIGHTS = 4_096;

export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: unknown;
}

/** What TensorFlow.js saves as `model.json`, as far as all of them have it. */
export interface LayersModelJson {
  topology: object;
  /** The files of the weights, which stand in them one after the other. */
  paths: string[];
  specs: WeightSpec[];
}

/** A `model.json` and the bytes of its weights. */
export interface LayersArtefact {
  topology: object;
  specs: WeightSpec[];
  weights: Uint8Array;
}

/** @throws GateFailed */
export function readLayersModel(bytes: Uint8Array): LayersModelJson {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new GateFailed("package", `${MODEL_FILE} is no JSON: ${(cause as Error).message}`, {}, { cause });
  }
  const { modelTopology, weightsManifest, format } = (value ?? {}) as Record<string, unknown>;
  if (format !== undefined && format !== "layers-model") {
    throw new GateFailed("package", `${MODEL_FILE} is a ${JSON.stringify(format)}, no layers-model`);
  }
  if (typeof modelTopology !== "object" || modelTopology === null || !Array.isArray(weightsManifest)) {
    throw new GateFailed("package", `${MODEL_FILE} has no modelTopology or no weightsManifest`);
  }
  const groups = weightsManifest as ({ paths?: unknown; weights?: unknown } | null)[];
  const paths = groups.flatMap((group) => group?.paths);
  const specs = groups.flatMap((group) => group?.weights);
  if (!paths.every((path) => typeof path === "string") || new Set(paths).size < paths.length) {
    throw new GateFailed("package", `${MODEL_FILE} names its weights' files not at all or twice`);
  }
  if (specs.length > MOST_WEIGHTS || !specs.every(isWeightSpec)) {
    throw new GateFailed("package", `${MODEL_FILE} describes its weights in a way that is not understood`);
  }
  return { topology: modelTopology, paths, specs };
}

/** @throws GateFailed */
export function readLayersArtefact(files: ReadonlyMap<string, Uint8Array>): LayersArtefact {
  const { topology, paths, specs } = readLayersModel(files.get(MODEL_FILE) ?? new Uint8Array());
  const weights = Buffer.concat(paths.map((path) => files.get(path) ?? new Uint8Array()));
  return { topology, specs, weights };
}

function isWeightSpec(value: unknown): value is WeightSpec {
  const { name, shape, dtype } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof name === "string" &&
    typeof dtype === "string" &&
    Array.isArray(shape) &&
    shape.every((length) => Number.isSafeInteger(length) && length >= 0)
  );
}
