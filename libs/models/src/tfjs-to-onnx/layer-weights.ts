import type { LayerConfig } from "./layer-config.js";
import type { LayersArtefact } from "./layers-artefact.js";
import { NotCompilable } from "./not-compilable.js";

interface Weight {
  path: string[];
  shape: number[];
  values: Float32Array;
}

/** Of a number, by type. */
const BYTES = new Map([
  ["bool", 1],
  ["float32", 4],
  ["int32", 4],
]);

/** The weights of a model by layer, as float32. */
export class LayerWeights {
  private readonly weights: Weight[] = [];

  /** @throws NotCompilable when they are quantised or not as many as described */
  constructor({ specs, weights: bytes }: LayersArtefact) {
    let offset = 0;
    for (const { name, shape, dtype, quantization } of specs) {
      const each = BYTES.get(dtype);
      if (each === undefined) throw new NotCompilable(`the weights ${name} are ${dtype}`);
      if (quantization !== undefined) throw new NotCompilable(`the weights ${name} are quantised`);
      const length = each * size(shape);
      if (length > bytes.length - offset) throw new NotCompilable(`the weights end before those of ${name} do`);
      // Of another type are an optimiser's counters, which no layer asks for.
      if (dtype === "float32") {
        // Copied: a Float32Array begins at a multiple of four bytes.
        const values = new Float32Array(Uint8Array.from(bytes.subarray(offset, offset + length)).buffer);
        this.weights.push({ path: name.split("/"), shape, values });
      }
      offset += length;
    }
    if (offset !== bytes.length) throw new NotCompilable(`${bytes.length - offset} bytes of weights belong to nothing`);
  }

  /**
   * Row by row.
   * @param name such as `kernel`; between the layer's name and it Keras puts names of its own
   * @param wrapped beginning of the name of the layer that a Bidirectional made of the one it wraps
   */
  take(layer: LayerConfig, name: string, shape: number[], wrapped = ""): Float32Array {
    const found = this.weights.filter(
      ({ path }) => path[0] === layer.name && path.at(-1) === name && (path[1] ?? "").startsWith(wrapped),
    );
    const [weight] = found;
    if (!weight || found.length > 1) throw layer.fails(`${found.length} weights called ${name}`);
    if (weight.shape.length !== shape.length || weight.shape.some((length, axis) => length !== shape[axis])) {
      throw layer.fails(`${name} has the shape [${weight.shape.join(", ")}], not [${shape.join(", ")}]`);
    }
    return weight.values;
  }
}

function size(shape: number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
