import { GateFailed } from "../gate-failed.js";
import { encodeOnnx } from "../onnx/onnx-messages.js";
import { GraphBuilder, type LayerValue } from "./graph-builder.js";
import { layerChain } from "./layer-chain.js";
import { LAYER_COMPILERS } from "./layer-compilers.js";
import { LayerWeights } from "./layer-weights.js";
import type { LayersArtefact } from "./layers-artefact.js";
import { NotCompilable } from "./not-compilable.js";

const UNITS_AXIS = "units";
const INPUT = "input";
const OUTPUT = "output";
/** Numbers of a unit between two layers. */
const LARGEST_VALUE = 2 ** 20;

/**
 * A TensorFlow.js LayersModel as an ONNX file: one input [units, …inputShape] and one output, float32.
 * @throws NotCompilable; GateFailed when a layer's answer is too large
 */
export function compileLayers(artefact: LayersArtefact, inputShape: number[]): Uint8Array {
  const weights = new LayerWeights(artefact);
  const graph = new GraphBuilder();
  let value: LayerValue = { name: INPUT, shape: inputShape };
  for (const layer of layerChain(artefact.topology)) {
    const expected = layer.shape("batch_input_shape")?.slice(1);
    if (expected && !fits(expected, value.shape)) {
      throw layer.fails(
        `takes [${expected.map((length) => length ?? "?").join(", ")}], gets [${value.shape.join(", ")}]`,
      );
    }
    const compile = LAYER_COMPILERS.get(layer.className);
    if (!compile) throw layer.fails("a layer that is not compiled");
    value = compile(graph, layer, weights, value);
    const size = value.shape.reduce((product, length) => product * length, 1);
    if (size > LARGEST_VALUE) {
      // Nor is TensorFlow.js asked: it would try.
      throw new GateFailed(
        "loads",
        `layer ${layer.name} answers ${size} numbers per unit, ${LARGEST_VALUE} are allowed`,
      );
    }
  }
  if (graph.nodes.length === 0) throw new NotCompilable("a model that does nothing");
  graph.nodes.push({ op: "Identity", inputs: [value.name], outputs: [OUTPUT] });
  return encodeOnnx({
    nodes: graph.nodes,
    constants: graph.constants,
    input: { name: INPUT, shape: [UNITS_AXIS, ...inputShape] },
    output: { name: OUTPUT, shape: [UNITS_AXIS, ...value.shape] },
  });
}

function fits(expected: (number | undefined)[], shape: number[]): boolean {
  return (
    expected.length === shape.length && expected.every((length, axis) => length === undefined || length === shape[axis])
  );
}
