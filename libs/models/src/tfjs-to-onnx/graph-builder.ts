import type { Attribute, OnnxConstant, OnnxNode } from "../onnx/onnx-messages.js";

/** A tensor between two layers. */
export interface LayerValue {
  name: string;
  /** Of one unit: without the first axis. */
  shape: number[];
}

export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  private count = 0;

  /** @returns the name of the node's output, of its second one with `output` 1 */
  node(op: string, inputs: string[], attributes: Record<string, Attribute> = {}, output = 0): string {
    const name = this.next(op.toLowerCase());
    const outputs = [...Array<string>(output).fill(""), name];
    this.nodes.push({ op, inputs, outputs, attributes });
    return name;
  }

  floats(values: Float32Array, shape: number[]): string {
    return this.constant(values, shape);
  }

  ints(values: (number | bigint)[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** One integer, of no axis. */
  scalar(value: number): string {
    return this.constant(BigInt64Array.of(BigInt(value)), []);
  }

  private constant(values: Float32Array | BigInt64Array, shape: number[]): string {
    const name = this.next("constant");
    this.constants.push({ name, shape, values });
    return name;
  }

  private next(kind: string): string {
    this.count += 1;
    return `${kind}_${this.count}`;
  }
}
