import { activate } from "./activations.js";
import type { GraphBuilder, LayerValue } from "./graph-builder.js";
import type { LayerConfig } from "./layer-config.js";
import type { LayerWeights } from "./layer-weights.js";
import { bidirectional, recurrent } from "./recurrent-layer.js";

type LayerCompiler = (graph: GraphBuilder, layer: LayerConfig, weights: LayerWeights, input: LayerValue) => LayerValue;

/** Does nothing once trained. */
const unchanged: LayerCompiler = (_graph, _layer, _weights, input) => input;

/** On the last axis, of whatever rank. */
const dense: LayerCompiler = (graph, layer, weights, input) => denseOf(graph, layer, layer, weights, input);

function denseOf(
  graph: GraphBuilder,
  owner: LayerConfig,
  layer: LayerConfig,
  weights: LayerWeights,
  input: LayerValue,
): LayerValue {
  const units = layer.positive("units");
  const inputs = input.shape.at(-1) ?? 0;
  const kernel = graph.floats(weights.take(owner, "kernel", [inputs, units]), [inputs, units]);
  let value = graph.node("MatMul", [input.name, kernel]);
  if (layer.flag("use_bias", true)) {
    value = graph.node("Add", [value, graph.floats(weights.take(owner, "bias", [units]), [units])]);
  }
  return { name: activate(graph, layer, value), shape: [...input.shape.slice(0, -1), units] };
}

const timeDistributed: LayerCompiler = (graph, layer, weights, input) => {
  const inner = layer.inner();
  if (input.shape.length < 2) throw layer.fails("an input without steps");
  if (inner.className !== "Dense") throw layer.fails(`around a ${inner.className}`);
  return denseOf(graph, layer, inner, weights, input);
};

const activation: LayerCompiler = (graph, layer, _weights, input) => ({
  name: activate(graph, layer, input.name),
  shape: input.shape,
});

const repeatVector: LayerCompiler = (graph, layer, _weights, input) => {
  const [length] = input.shape;
  if (length === undefined || input.shape.length !== 1) throw layer.fails("an input that is no vector");
  const times = layer.positive("n");
  const column = graph.node("Unsqueeze", [input.name, graph.ints([1])]);
  return { name: graph.node("Expand", [column, graph.ints([1, times, 1])]), shape: [times, length] };
};

/** What it has learned is one factor and one summand for each place of the last axis. */
const batchNormalization: LayerCompiler = (graph, layer, weights, input) => {
  const length = input.shape.at(-1) ?? 0;
  const axis = layer.number("axis");
  if (axis !== -1 && axis !== input.shape.length) throw layer.fails(`along axis ${axis}`);
  const take = (name: string) => weights.take(layer, name, [length]);
  const [mean, variance] = [take("moving_mean"), take("moving_variance")];
  const gamma = layer.flag("scale", true) ? take("gamma") : new Float32Array(length).fill(1);
  const beta = layer.flag("center", true) ? take("beta") : new Float32Array(length);
  const epsilon = layer.number("epsilon");
  const factor = gamma.map((scale, place) => scale / Math.sqrt((variance[place] ?? 0) + epsilon));
  const summand = beta.map((centre, place) => centre - (mean[place] ?? 0) * (factor[place] ?? 0));
  const scaled = graph.node("Mul", [input.name, graph.floats(factor, [length])]);
  return { name: graph.node("Add", [scaled, graph.floats(summand, [length])]), shape: input.shape };
};

const flatten: LayerCompiler = (graph, layer, _weights, input) => {
  if (layer.word("data_format", "channelslast") !== "channelslast") throw layer.fails("channels first");
  return reshaped(graph, input, [product(input.shape)]);
};

const reshape: LayerCompiler = (graph, layer, _weights, input) => {
  const target = layer.shape("target_shape") ?? [];
  const known = product(target.map((length) => length ?? 1));
  const whole = product(input.shape);
  const shape = target.map((length) => length ?? whole / known);
  if (target.filter((length) => length === undefined).length > 1 || product(shape) !== whole || whole % known !== 0) {
    throw layer.fails(
      `[${input.shape.join(", ")}] cannot become [${target.map((length) => length ?? "?").join(", ")}]`,
    );
  }
  return reshaped(graph, input, shape);
};

function reshaped(graph: GraphBuilder, input: LayerValue, shape: number[]): LayerValue {
  // 0 leaves the axis of the units as it is.
  return { name: graph.node("Reshape", [input.name, graph.ints([0, ...shape])]), shape };
}

function product(shape: number[]): number {
  return shape.reduce((whole, length) => whole * length, 1);
}

/** By class. */
export const LAYER_COMPILERS = new Map<string, LayerCompiler>(
  Object.entries({
    Activation: activation,
    AlphaDropout: unchanged,
    BatchNormalization: batchNormalization,
    Bidirectional: bidirectional,
    Dense: dense,
    Dropout: unchanged,
    Flatten: flatten,
    GaussianDropout: unchanged,
    GaussianNoise: unchanged,
    GRU: recurrent,
    InputLayer: unchanged,
    LSTM: recurrent,
    RepeatVector: repeatVector,
    Reshape: reshape,
    TimeDistributed: timeDistributed,
  }),
);
