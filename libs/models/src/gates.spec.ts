import { GateFailed } from "./gate-failed.js";
import { passGates } from "./gates.js";
import type { ModelManifest } from "./manifest.js";
import { LAST_STEP, onnxPackage, someManifest, someOnnx } from "./model-package.fixture.js";
import { encodeOnnx } from "./onnx/onnx-messages.js";

const LIMITS = { windowsPerSecond: 1 };

async function refusal(pkg: Parameters<typeof passGates>[0], limits = {}): Promise<GateFailed> {
  try {
    const { model } = await passGates(pkg, { ...LIMITS, ...limits });
    await model.dispose();
  } catch (error) {
    if (error instanceof GateFailed) return error;
    throw error;
  }
  throw new Error("it passed");
}

it("lets a model through, and says what each gate found", async () => {
  const { model, report } = await passGates(onnxPackage(), LIMITS);
  expect(report.map(({ gate, passed }) => [gate, passed])).toEqual(
    ["manifest", "size", "loads", "golden", "finite", "responds", "speed"].map((gate) => [gate, true]),
  );
  expect(report.find(({ gate }) => gate === "golden")?.figures).toEqual({
    difference: 0,
    tolerance: 1e-3,
    amongOthers: 0,
  });
  expect(report.at(-1)?.figures["batch"]).toBe(64);
  expect([...(await model.run(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 2))]).toEqual([5, 6, 11, 12]);
  await model.dispose();
  await expect(model.run(new Float32Array(6), 1)).rejects.toThrow("last-step@1.0.0 is disposed");
});

it("refuses a package that is too large", async () => {
  expect(await refusal(onnxPackage(), { bytes: 100 })).toMatchObject({ gate: "size", figures: { allowed: 100 } });
});

const shaped = (input: (number | string)[], output: (number | string)[]) =>
  someOnnx(LAST_STEP, { input: { name: "x", shape: input }, output: { name: "y", shape: output } });
const second = encodeOnnx({
  nodes: [{ op: "Identity", inputs: ["x2"], outputs: ["y2"] }],
  constants: [],
  input: { name: "x2", shape: ["units", 3, 2] },
  output: { name: "y2", shape: ["units", 3, 2] },
});
/** `GraphProto.initializer` of a tensor whose `data_location` is EXTERNAL; protobuf merges it into the model's graph. */
const external = Uint8Array.of(0x3a, 4, 0x2a, 2, 0x70, 1);

it.each([
  [
    "of an operator that ONNX Runtime does not know",
    someOnnx([{ op: "Nonsense", inputs: ["x"], outputs: ["y"] }]),
    "Nonsense",
  ],
  ["that is none", new Uint8Array(100).fill(7), "the model is no ONNX file"],
  ["that is empty", new Uint8Array(), "ONNX Runtime does not load the model"],
  ["in ONNX Runtime's own format", Buffer.from("    ORTM    "), "in ONNX Runtime's own format"],
  ["with weights in other files", Buffer.concat([someOnnx(LAST_STEP), external]), "external data"],
  ["with two inputs", Buffer.concat([someOnnx(LAST_STEP), second]), "the model has 2 inputs, one is due"],
  ["of one unit alone", shaped([1, 3, 2], [1, 2]), "x is [1, 3, 2]: its first axis must be of any length"],
  ["of other features", shaped(["units", 3, 4], ["units", 4]), "x is [units, 3, 4], [units, 3, 2] is due"],
  [
    "without steps",
    someOnnx([{ op: "Identity", inputs: ["x"], outputs: ["y"] }], { input: { name: "x", shape: ["units", 2] } }),
    "x is [units, 2], [units, 3, 2] is due",
  ],
  [
    "that answers another size",
    someOnnx([{ op: "Identity", inputs: ["x"], outputs: ["y"] }], { output: { name: "y", shape: ["units", 3, 2] } }),
    "y is [units, 3, 2], [units, 2] is due",
  ],
] as [string, Uint8Array, string][])("refuses to load a model %s", async (_what, model, said) => {
  const failed = await refusal(onnxPackage(someManifest(), model));
  expect(failed.gate).toBe("loads");
  expect(failed.message).toContain(said);
});

it("refuses a model whose answer has another size than it says", async () => {
  // Its shape depends on the input, so that nothing is known before it runs.
  const target = { name: "target", shape: [2], values: Float32Array.of(-1, 3) };
  const zero = { name: "zero", shape: [], values: Float32Array.of(0) };
  const model = someOnnx(
    [
      { op: "ReduceMax", inputs: ["x"], outputs: ["largest"], attributes: { keepdims: 0 } },
      { op: "Mul", inputs: ["largest", "zero"], outputs: ["nothing"] },
      { op: "Add", inputs: ["target", "nothing"], outputs: ["same"] },
      { op: "Cast", inputs: ["same"], outputs: ["shape"], attributes: { to: 7 } },
      { op: "Reshape", inputs: ["x", "shape"], outputs: ["y"] },
    ],
    { constants: [target, zero], output: { name: "y", shape: ["rows", "columns"] } },
  );
  expect(await refusal(onnxPackage(someManifest(), model))).toMatchObject({
    gate: "golden",
    message: "last-step@1.0.0 answers 6 numbers for 1 units, 2 each are due",
  });
});

it("refuses a model whose golden output is another, with the difference", async () => {
  const golden = { input: [1, 2, 3, 4, 5, 6], output: [5, 12], tolerance: 1e-3 };
  expect(await refusal(onnxPackage(someManifest({ golden })))).toMatchObject({
    gate: "golden",
    figures: { difference: 0.5, tolerance: 1e-3 },
  });
});

it("refuses a model that says of a unit what the others of its batch make it say", async () => {
  const model = someOnnx([
    { op: "Gather", inputs: ["x", "step"], outputs: ["last"], attributes: { axis: 1 } },
    { op: "ReduceMean", inputs: ["last"], outputs: ["mean"], attributes: { axes: [0], keepdims: 1 } },
    { op: "Sub", inputs: ["last", "mean"], outputs: ["y"] },
  ]);
  const golden = { input: [1, 2, 3, 4, 5, 6], output: [0, 0], tolerance: 1e-3 };
  const failed = await refusal(onnxPackage(someManifest({ golden }), model));
  expect(failed).toMatchObject({ gate: "golden", message: expect.stringContaining("changes by") });
  expect(failed.figures["amongOthers"]).toBeGreaterThan(1);
});

const LOGARITHM = someOnnx([
  { op: "Gather", inputs: ["x", "step"], outputs: ["last"], attributes: { axis: 1 } },
  { op: "Log", inputs: ["last"], outputs: ["y"] },
]);
const logarithms = [Math.log(5), Math.log(6)];

it("refuses a model that answers no number to inputs out of the ordinary", async () => {
  const golden = { input: [1, 2, 3, 4, 5, 6], output: logarithms, tolerance: 1e-3 };
  expect(await refusal(onnxPackage(someManifest({ golden }), LOGARITHM))).toMatchObject({
    gate: "finite",
    message: expect.stringContaining("it answers -Infinity to all 0"),
  });
});

it("refuses a probability that is none, and a residual below zero", async () => {
  const { calibration: _c, open: _o, close: _cl, ...rest } = someManifest();
  for (const [manifest, said] of [
    [{ ...rest, kind: "failure-risk", output: "probability" }, "it answers 10 to all 10; -0.000001 to 1.000001 is due"],
    [someManifest({ output: "score" }), "it answers -10 to all -10"],
  ] as [ModelManifest, string][]) {
    expect(await refusal(onnxPackage(manifest))).toMatchObject({
      gate: "finite",
      message: expect.stringContaining(said),
    });
  }
});

it("refuses a forecast that no normalised value comes near", async () => {
  const huge = { name: "huge", shape: [], values: Float32Array.of(1e6) };
  const step = { name: "step", shape: [], values: BigInt64Array.of(2n) };
  const model = someOnnx(
    [
      { op: "Gather", inputs: ["x", "step"], outputs: ["last"], attributes: { axis: 1 } },
      { op: "Mul", inputs: ["last", "huge"], outputs: ["y"] },
    ],
    { constants: [step, huge] },
  );
  const golden = { input: [1, 2, 3, 4, 5, 6], output: [5e6, 6e6], tolerance: 1e-3 };
  expect(await refusal(onnxPackage(someManifest({ golden }), model))).toMatchObject({
    gate: "finite",
    message: "it answers 10000000 to all 10; -1000 to 1000 is due",
    figures: { output: 1e7 },
  });
});

it("refuses a model that says the same whatever it sees, with how little it moves", async () => {
  const nothing = { name: "nothing", shape: [], values: Float32Array.of(1e-6) };
  const step = { name: "step", shape: [], values: BigInt64Array.of(2n) };
  const model = someOnnx(
    [
      { op: "Gather", inputs: ["x", "step"], outputs: ["last"], attributes: { axis: 1 } },
      { op: "Mul", inputs: ["last", "nothing"], outputs: ["y"] },
    ],
    { constants: [step, nothing] },
  );
  const golden = { input: [1, 2, 3, 4, 5, 6], output: [0, 0], tolerance: 1e-3 };
  const failed = await refusal(onnxPackage(someManifest({ golden }), model));
  expect(failed).toMatchObject({ gate: "responds", figures: { due: 1e-4, windows: 8 } });
  expect(failed.message).toContain("it says the same whatever it sees");
  expect(failed.figures["response"]).toBeGreaterThan(0);
  expect(failed.figures["response"]).toBeLessThan(1e-5);
});

it("refuses a model that is too slow, with its speed", async () => {
  const failed = await refusal(onnxPackage(), { windowsPerSecond: 1e9 });
  expect(failed.gate).toBe("speed");
  expect(failed.figures["windowsPerSecond"]).toBeLessThan(1e9);
});
