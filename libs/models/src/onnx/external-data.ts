import protobuf from "protobufjs/light.js";

/** Fields of onnx.proto through which tensors are reached, by message: field number → the message in it. */
const CHILDREN: Record<string, Record<number, string>> = {
  Model: { 7: "Graph", 20: "TrainingInfo", 25: "Function" },
  TrainingInfo: { 1: "Graph", 2: "Graph" },
  Function: { 7: "Node", 11: "Attribute" },
  Graph: { 1: "Node", 5: "Tensor", 15: "SparseTensor" },
  Node: { 5: "Attribute" },
  Attribute: { 5: "Tensor", 6: "Graph", 10: "Tensor", 11: "Graph", 22: "SparseTensor", 23: "SparseTensor" },
  SparseTensor: { 1: "Tensor", 2: "Tensor" },
  Tensor: {},
};
const TENSOR_EXTERNAL_DATA = 13;
const TENSOR_DATA_LOCATION = 14;
const LENGTH_DELIMITED = 2;
const VARINT = 0;
/** As protobuf itself has it. */
const DEEPEST = 100;

/**
 * Whether any tensor of an ONNX model lies in another file: the runtime would open whatever path it names.
 * It walks the bytes instead of decoding messages: of a field that stands twice, a decoder keeps one, and the runtime merges both.
 * @throws Error when the bytes are no protobuf
 */
export function namesExternalData(model: Uint8Array): boolean {
  return walk(protobuf.Reader.create(model), model.length, "Model", 0);
}

function walk(reader: protobuf.Reader, end: number, message: string, depth: number): boolean {
  if (depth > DEEPEST) throw new Error(`messages in each other more than ${DEEPEST} deep`);
  while (reader.pos < end) {
    const tag = reader.uint32();
    const [field, wireType] = [tag >>> 3, tag & 7];
    const child = CHILDREN[message]?.[field];
    if (message === "Tensor" && field === TENSOR_EXTERNAL_DATA) return true;
    if (message === "Tensor" && field === TENSOR_DATA_LOCATION && wireType === VARINT) {
      if (reader.uint32() !== 0) return true;
    } else if (child !== undefined && wireType === LENGTH_DELIMITED) {
      const length = reader.uint32();
      if (length > end - reader.pos) throw new Error("a message longer than the one it is in");
      if (walk(reader, reader.pos + length, child, depth + 1)) return true;
    } else {
      reader.skipType(wireType);
    }
  }
  if (reader.pos > end) throw new Error("a field longer than the message it is in");
  return false;
}
