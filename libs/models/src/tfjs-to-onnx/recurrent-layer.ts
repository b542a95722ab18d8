import type { Attribute } from "../onnx/onnx-messages.js";
import { recurrentActivations } from "./activations.js";
import type { GraphBuilder, LayerValue } from "./graph-builder.js";
import type { LayerConfig } from "./layer-config.js";
import type { LayerWeights } from "./layer-weights.js";

/** ONNX' gates, as places in TensorFlow.js' order. */
const GATES = {
  /** i, o, f, c out of i, f, c, o */
  LSTM: [0, 3, 1, 2],
  /** z, r, h in both */
  GRU: [0, 1, 2],
} as const;

const MERGES = new Map([
  ["sum", "Add"],
  ["mul", "Mul"],
  ["ave", "Mean"],
]);

/** To before the first. */
const REVERSED = { starts: [-1], ends: [-(2n ** 63n)], axes: [1], steps: [-1] };

/** LSTM and GRU. */
export function recurrent(
  graph: GraphBuilder,
  layer: LayerConfig,
  weights: LayerWeights,
  input: LayerValue,
): LayerValue {
  const backwards = layer.flag("go_backwards", false);
  const run = runs(graph, layer, input, [{ kernels: kernelsOf(layer, layer, weights, input), backwards }]);
  if (!layer.flag("return_sequences", false)) return run.last(0);
  const sequence = run.sequence(0);
  // ONNX answers in the order of the input, TensorFlow.js in that in which it went through it.
  return backwards ? reverse(graph, sequence) : sequence;
}

/** An LSTM or GRU both ways. */
export function bidirectional(
  graph: GraphBuilder,
  wrapper: LayerConfig,
  weights: LayerWeights,
  input: LayerValue,
): LayerValue {
  const layer = wrapper.inner();
  if (layer.className !== "LSTM" && layer.className !== "GRU") throw wrapper.fails(`around a ${layer.className}`);
  if (layer.flag("go_backwards", false)) throw wrapper.fails("around a layer that goes backwards");
  const run = runs(
    graph,
    layer,
    input,
    ["forward", "backward"].map((way) => ({
      kernels: kernelsOf(wrapper, layer, weights, input, way),
      backwards: way === "backward",
    })),
  );
  const sequences = layer.flag("return_sequences", false);
  const [there, back] = sequences ? [run.sequence(0), run.sequence(1)] : [run.last(0), run.last(1)];
  const both = [there.name, back.name];
  const mode = wrapper.word("merge_mode", "concat");
  if (mode === "concat") {
    const shape = [...there.shape.slice(0, -1), 2 * layer.positive("units")];
    return { name: graph.node("Concat", both, { axis: -1 }), shape };
  }
  const op = MERGES.get(mode);
  if (op === undefined) throw wrapper.fails(`the merge mode ${mode}`);
  return { name: graph.node(op, both), shape: there.shape };
}

interface Kernels {
  /** [gates × units, inputs], [gates × units, units] and [2 × gates × units] in ONNX' order. */
  input: Float32Array;
  recurrent: Float32Array;
  bias: Float32Array;
}

function kernelsOf(
  owner: LayerConfig,
  layer: LayerConfig,
  weights: LayerWeights,
  { shape: [, inputs = 0] }: LayerValue,
  wrapped?: string,
): Kernels {
  const units = layer.positive("units");
  const gates = GATES[layer.className as keyof typeof GATES];
  const width = gates.length * units;
  const bias = new Float32Array(2 * width);
  if (layer.flag("use_bias", true)) {
    bias.set(reordered(weights.take(owner, "bias", [width], wrapped), 1, units, gates));
  }
  return {
    input: reordered(weights.take(owner, "kernel", [inputs, width], wrapped), inputs, units, gates),
    recurrent: reordered(weights.take(owner, "recurrent_kernel", [units, width], wrapped), units, units, gates),
    bias,
  };
}

/** [rows, gates × units] transposed, gate by gate in ONNX' order. */
function reordered(values: Float32Array, rows: number, units: number, gates: readonly number[]): Float32Array {
  const width = gates.length * units;
  const ordered = new Float32Array(values.length);
  gates.forEach((gate, place) => {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        ordered[(place * units + unit) * rows + row] = values[row * width + gate * units + unit] ?? 0;
      }
    }
  });
  return ordered;
}

/** One operator for one direction or two. Each of the answers is asked for at most once. */
function runs(
  graph: GraphBuilder,
  layer: LayerConfig,
  input: LayerValue,
  ways: { kernels: Kernels; backwards: boolean }[],
) {
  const [steps, inputs] = input.shape;
  if (steps === undefined || inputs === undefined || input.shape.length !== 2) {
    throw layer.fails(`an input of the shape [${input.shape.join(", ")}]`);
  }
  for (const option of ["stateful", "return_state", "reset_after"]) {
    if (layer.flag(option, false)) throw layer.fails(option);
  }
  const units = layer.positive("units");
  const gates = GATES[layer.className as keyof typeof GATES].length;
  const stacked = (part: keyof Kernels, ...shape: number[]) =>
    graph.floats(concatenated(ways.map(({ kernels }) => kernels[part])), [ways.length, ...shape]);
  const activation = layer.word("activation", "tanh");
  const words = [layer.word("recurrent_activation", "hardsigmoid"), activation];
  if (layer.className === "LSTM") words.push(activation);
  const attributes: Record<string, Attribute> = {
    hidden_size: units,
    direction: ways.length === 2 ? "bidirectional" : ways[0]?.backwards ? "reverse" : "forward",
    ...recurrentActivations(layer, words, ways.length),
  };
  const operands = [
    graph.node("Transpose", [input.name], { perm: [1, 0, 2] }),
    stacked("input", gates * units, inputs),
    stacked("recurrent", gates * units, units),
    stacked("bias", 2 * gates * units),
  ];
  const answer = graph.node(layer.className, operands, attributes, layer.flag("return_sequences", false) ? 0 : 1);
  const ofWay = (way: number, axis: number) =>
    ways.length === 1
      ? graph.node("Squeeze", [answer, graph.ints([axis])])
      : graph.node("Gather", [answer, graph.scalar(way)], { axis });
  return {
    /** [steps, units] */
    sequence: (way: number): LayerValue => ({
      name: graph.node("Transpose", [ofWay(way, 1)], { perm: [1, 0, 2] }),
      shape: [steps, units],
    }),
    /** [units], after the last step of the way. */
    last: (way: number): LayerValue => ({ name: ofWay(way, 0), shape: [units] }),
  };
}

function reverse(graph: GraphBuilder, value: LayerValue): LayerValue {
  const { starts, ends, axes, steps } = REVERSED;
  const bounds = [starts, ends, axes, steps].map((numbers) => graph.ints(numbers));
  return { name: graph.node("Slice", [value.name, ...bounds]), shape: value.shape };
}

function concatenated(parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
