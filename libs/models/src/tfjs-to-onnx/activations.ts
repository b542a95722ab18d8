import type { Attribute } from "../onnx/onnx-messages.js";
import type { GraphBuilder } from "./graph-builder.js";
import type { LayerConfig } from "./layer-config.js";

interface OnnxActivation {
  op: string;
  attributes?: Record<string, Attribute>;
}

/** TensorFlow.js' names, lower case without underscores. */
const ACTIVATIONS = new Map<string, OnnxActivation>(
  Object.entries({
    elu: { op: "Elu" },
    hardsigmoid: { op: "HardSigmoid", attributes: { alpha: { float: 0.2 }, beta: { float: 0.5 } } },
    relu: { op: "Relu" },
    selu: { op: "Selu" },
    sigmoid: { op: "Sigmoid" },
    softmax: { op: "Softmax", attributes: { axis: -1 } },
    softplus: { op: "Softplus" },
    softsign: { op: "Softsign" },
    tanh: { op: "Tanh" },
  }),
);

/** Of ONNX' recurrent operators, with alpha and beta where they have any. */
const RECURRENT = new Map<string, { name: string; alpha?: number; beta?: number }>(
  Object.entries({
    elu: { name: "Elu", alpha: 1 },
    hardsigmoid: { name: "HardSigmoid", alpha: 0.2, beta: 0.5 },
    linear: { name: "Affine", alpha: 1, beta: 0 },
    relu: { name: "Relu" },
    sigmoid: { name: "Sigmoid" },
    softplus: { name: "Softplus" },
    softsign: { name: "Softsign" },
    tanh: { name: "Tanh" },
  }),
);

/** @returns the name of the activated value */
export function activate(graph: GraphBuilder, layer: LayerConfig, value: string): string {
  const name = layer.word("activation", "linear");
  if (name === "linear") return value;
  const activation = ACTIVATIONS.get(name);
  if (!activation) throw layer.fails(`the activation ${name}`);
  return graph.node(activation.op, [value], activation.attributes);
}

/** Attributes of a recurrent operator, for the activations of `words` in ONNX' order, once per direction. */
export function recurrentActivations(
  layer: LayerConfig,
  words: string[],
  directions: number,
): Record<string, Attribute> {
  const each = words.map((word) => {
    const activation = RECURRENT.get(word);
    if (!activation) throw layer.fails(`the activation ${word}`);
    return activation;
  });
  const all = Array.from({ length: directions }, () => each).flat();
  const numbers = (key: "alpha" | "beta") => all.flatMap((activation) => activation[key] ?? []);
  const attributes: Record<string, Attribute> = { activations: all.map(({ name }) => name) };
  if (numbers("alpha").length > 0) attributes["activation_alpha"] = { floats: numbers("alpha") };
  if (numbers("beta").length > 0) attributes["activation_beta"] = { floats: numbers("beta") };
  return attributes;
}
