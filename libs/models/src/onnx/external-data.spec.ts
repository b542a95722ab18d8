import protobuf from "protobufjs/light.js";
import { LAST_STEP, someOnnx } from "../model-package.fixture.js";
import { namesExternalData } from "./external-data.js";

/** A message with one message in it. */
function within(field: number, inner: Uint8Array): Uint8Array {
  return protobuf.Writer.create()
    .uint32((field << 3) | 2)
    .bytes(inner)
    .finish();
}

function wrapped(fields: number[], inner: Uint8Array): Uint8Array {
  return fields.reduceRight((message, field) => within(field, message), inner);
}

/** A tensor of data_location EXTERNAL, and one that names a file without saying so. */
const located = protobuf.Writer.create()
  .uint32(14 << 3)
  .int32(1)
  .finish();
const named = within(13, Buffer.from("location/etc/passwd"));

const [GRAPH, FUNCTION, TRAINING] = [7, 25, 20];
const [NODE, INITIALIZER, SPARSE_INITIALIZER] = [1, 5, 15];

const places: [string, number[]][] = [
  ["an initializer", [GRAPH, INITIALIZER]],
  ["a sparse initializer's values", [GRAPH, SPARSE_INITIALIZER, 1]],
  ["a sparse initializer's indices", [GRAPH, SPARSE_INITIALIZER, 2]],
  ["an attribute", [GRAPH, NODE, 5, 5]],
  ["a list in an attribute", [GRAPH, NODE, 5, 10]],
  ["a sparse attribute", [GRAPH, NODE, 5, 22, 1]],
  ["a list of sparse tensors", [GRAPH, NODE, 5, 23, 1]],
  ["a subgraph", [GRAPH, NODE, 5, 6, INITIALIZER]],
  ["a subgraph of a subgraph", [GRAPH, NODE, 5, 11, NODE, 5, 6, INITIALIZER]],
  ["a function's node", [FUNCTION, 7, 5, 5]],
  ["a function's default", [FUNCTION, 11, 5]],
  ["a training graph", [TRAINING, 2, INITIALIZER]],
];

it.each(places)("finds external data in %s", (_where, fields) => {
  expect(namesExternalData(wrapped(fields, located))).toBe(true);
  expect(namesExternalData(wrapped(fields, named))).toBe(true);
  expect(namesExternalData(wrapped(fields, new Uint8Array()))).toBe(false);
});

it("finds it in either of two graphs, which the runtime would merge", () => {
  const [model, external] = [someOnnx(LAST_STEP), wrapped([GRAPH, INITIALIZER], located)];
  expect(namesExternalData(Buffer.concat([model, external]))).toBe(true);
  expect(namesExternalData(Buffer.concat([external, model]))).toBe(true);
});

it("finds none in a model that keeps its tensors, or says that they are its own", () => {
  expect(namesExternalData(someOnnx(LAST_STEP))).toBe(false);
  const own = protobuf.Writer.create()
    .uint32(14 << 3)
    .int32(0)
    .finish();
  expect(namesExternalData(wrapped([GRAPH, INITIALIZER], own))).toBe(false);
});

it("throws at bytes that are no protobuf, or messages in each other without end", () => {
  expect(() => namesExternalData(Uint8Array.of(0x3a, 0x7f, 1))).toThrow("a message longer than the one it is in");
  expect(() => namesExternalData(Uint8Array.of(0x0a, 0x7f, 1))).toThrow();
  const deep = wrapped([GRAPH, ...Array.from({ length: 100 }, () => [NODE, 5, 6]).flat()], located);
  expect(() => namesExternalData(deep)).toThrow("100 deep");
});
