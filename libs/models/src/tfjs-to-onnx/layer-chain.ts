import { LayerConfig, record } from "./layer-config.js";
import { NotCompilable } from "./not-compilable.js";

/**
 * The layers of a Sequential model, or of a functional one that is a chain, from input to output.
 * @throws NotCompilable when they branch, join, are shared, or are models themselves
 */
export function layerChain(topology: object): LayerConfig[] {
  // As Keras' converter writes it, and as TensorFlow.js does.
  const model = record((topology as Record<string, unknown>)["model_config"]) ?? (topology as Record<string, unknown>);
  const { class_name: className, config } = model;
  const layers = Array.isArray(config) ? config : record(config)?.["layers"];
  if (!Array.isArray(layers) || layers.length === 0) throw new NotCompilable("a model without layers");
  if (className === "Sequential") return layers.map((layer) => LayerConfig.of(layer));
  if (className === "Model" || className === "Functional") return functionalChain(record(config) ?? {}, layers);
  throw new NotCompilable(`a model of the class ${JSON.stringify(className)}`);
}

function functionalChain(config: Record<string, unknown>, layers: unknown[]): LayerConfig[] {
  const input = onlyOne(config["input_layers"], "input");
  const output = onlyOne(config["output_layers"], "output");
  const chain: LayerConfig[] = [];
  /** By the layer before it. */
  const next = new Map<string, LayerConfig>();
  for (const value of layers) {
    const layer = LayerConfig.of(value);
    const source = sourceOf(layer, record(value)?.["inbound_nodes"]);
    if (source === undefined) {
      if (layer.name !== input) throw layer.fails("a second input");
      chain.push(layer);
    } else {
      if (next.has(source)) throw layer.fails(`branches off from ${source}`);
      next.set(source, layer);
    }
  }
  for (let name = input; name !== output; ) {
    const layer = next.get(name);
    if (!layer) throw new NotCompilable(`no way from the input to the output past ${name}`);
    // Else a circle would have no end.
    next.delete(name);
    chain.push(layer);
    name = layer.name;
  }
  return chain;
}

/** Name of the layer that feeds this one; `undefined` for an input. Written `[[[name, 0, 0, {}]]]`. */
function sourceOf(layer: LayerConfig, nodes: unknown): string | undefined {
  if (!Array.isArray(nodes)) throw layer.fails("inbound_nodes is no list");
  if (nodes.length === 0) return undefined;
  if (nodes.length > 1) throw layer.fails("used more than once");
  const [node] = nodes as unknown[];
  if (!Array.isArray(node) || node.length !== 1) throw layer.fails("not one input alone");
  const [from] = node as unknown[];
  const source: unknown = Array.isArray(from) ? from[0] : undefined;
  if (typeof source !== "string") throw layer.fails("an input that is not understood");
  return source;
}

/** Name of the one input or output layer: written `[[name, 0, 0]]`, by newer Keras `[name, 0, 0]`. */
function onlyOne(value: unknown, what: string): string {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const entry = Array.isArray(list[0]) ? (list[0] as unknown[]) : list;
  if (typeof entry[0] !== "string" || (entry !== list && list.length !== 1)) {
    throw new NotCompilable(`not one ${what} alone`);
  }
  return entry[0];
}
