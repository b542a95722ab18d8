import protobuf from "protobufjs/light.js";

const field = (id: number, type: string) => ({ id, type });
const list = (id: number, type: string) => ({ id, type, rule: "repeated" });

/** The part of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that is written here; names as there. */
const ROOT = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field(1, "int64"),
        producerName: field(2, "string"),
        graph: field(7, "GraphProto"),
        opsetImport: list(8, "OperatorSetIdProto"),
      },
    },
    OperatorSetIdProto: { fields: { domain: field(1, "string"), version: field(2, "int64") } },
    GraphProto: {
      fields: {
        node: list(1, "NodeProto"),
        name: field(2, "string"),
        initializer: list(5, "TensorProto"),
        input: list(11, "ValueInfoProto"),
        output: list(12, "ValueInfoProto"),
      },
    },
    NodeProto: {
      fields: {
        input: list(1, "string"),
        output: list(2, "string"),
        name: field(3, "string"),
        opType: field(4, "string"),
        attribute: list(5, "AttributeProto"),
      },
    },
    AttributeProto: {
      fields: {
        name: field(1, "string"),
        f: field(2, "float"),
        i: field(3, "int64"),
        s: field(4, "bytes"),
        floats: list(7, "float"),
        ints: list(8, "int64"),
        strings: list(9, "bytes"),
        type: field(20, "int32"),
      },
    },
    TensorProto: {
      fields: {
        dims: list(1, "int64"),
        dataType: field(2, "int32"),
        name: field(8, "string"),
        rawData: field(9, "bytes"),
      },
    },
    ValueInfoProto: { fields: { name: field(1, "string"), type: field(2, "TypeProto") } },
    TypeProto: { fields: { tensorType: field(1, "TensorTypeProto") } },
    TensorTypeProto: { fields: { elemType: field(1, "int32"), shape: field(2, "TensorShapeProto") } },
    TensorShapeProto: { fields: { dim: list(1, "DimensionProto") } },
    DimensionProto: { fields: { dimValue: field(1, "int64"), dimParam: field(2, "string") } },
  },
});

const FLOAT = 1;
const INT64 = 7;
const IR_VERSION = 8;
const OPSET = 17;

export type Attribute = number | { float: number } | string | number[] | { floats: number[] } | string[];

export interface OnnxNode {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes?: Record<string, Attribute>;
}

export interface OnnxConstant {
  name: string;
  shape: number[];
  /** Float32Array as float32, bigint as int64. */
  values: Float32Array | BigInt64Array;
}

export interface OnnxValue {
  name: string;
  /** A string is an axis of any length. */
  shape: (number | string)[];
}

export interface OnnxGraph {
  nodes: OnnxNode[];
  constants: OnnxConstant[];
  input: OnnxValue;
  output: OnnxValue;
}

/** A model file of ONNX opset 17. */
export function encodeOnnx({ nodes, constants, input, output }: OnnxGraph): Uint8Array {
  return ROOT.lookupType("ModelProto")
    .encode({
      irVersion: IR_VERSION,
      producerName: "gridwatch",
      opsetImport: [{ domain: "", version: OPSET }],
      graph: {
        name: "model",
        node: nodes.map(({ op, inputs, outputs, attributes = {} }, index) => ({
          name: `${op}_${index}`,
          opType: op,
          input: inputs,
          output: outputs,
          attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...attribute(value) })),
        })),
        initializer: constants.map(({ name, shape, values }) => ({
          name,
          dims: shape,
          dataType: values instanceof BigInt64Array ? INT64 : FLOAT,
          rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        })),
        input: [valueInfo(input)],
        output: [valueInfo(output)],
      },
    })
    .finish();
}

function valueInfo({ name, shape }: OnnxValue) {
  const dim = shape.map((axis) => (typeof axis === "string" ? { dimParam: axis } : { dimValue: axis }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

/** Numbers alone are ONNX integers. */
function attribute(value: Attribute) {
  const bytes = (text: string) => new TextEncoder().encode(text);
  if (typeof value === "number") return { i: value, type: 2 };
  if (typeof value === "string") return { s: bytes(value), type: 3 };
  if (!Array.isArray(value)) {
    return "float" in value ? { f: value.float, type: 1 } : { floats: value.floats, type: 6 };
  }
  if (value.every((one) => typeof one === "string")) return { strings: value.map(bytes), type: 8 };
  return { ints: value, type: 7 };
}
