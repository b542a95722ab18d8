import { InferenceSession, Tensor } from "onnxruntime-node";
import { randomInput } from "../random-input.js";
import { compileLayers } from "./compile-layers.js";
import { layers, predicted, QUICK, randomise, randomModel, saved, tf } from "./layers.fixture.js";
import { NotCompilable } from "./not-compilable.js";

const { layers: l } = layers;
const [UNITS, WINDOW, FEATURES] = [3, 6, 5];
const WINDOWS: [number, number] = [WINDOW, FEATURES];

beforeAll(async () => {
  await tf.setBackend("wasm");
});

/** Largest difference between what TensorFlow.js and ONNX Runtime say, and the shape of it. */
async function compared(model: layers.LayersModel, inputShape: number[] = WINDOWS) {
  const input = randomInput(UNITS * inputShape.reduce((product, length) => product * length), 7);
  const shape = [UNITS, ...inputShape];
  const expected = predicted(model, input, shape);
  const session = await InferenceSession.create(compileLayers(await saved(model), inputShape), { logSeverityLevel: 4 });
  const { output } = await session.run({ input: new Tensor("float32", input, shape) });
  await session.release();
  const said = output?.data as Float32Array;
  expect(said).toHaveLength(expected.length);
  expect(output?.dims).toEqual(model.outputs[0]?.shape.map((length) => length ?? UNITS));
  // Else a model that says nothing would agree with anything.
  expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.05);
  return Math.max(...said.map((value, at) => Math.abs(value - (expected[at] ?? Number.NaN))));
}

const lstm = (options: object = {}) => l.lstm({ units: 4, inputShape: WINDOWS, ...QUICK, ...options });
const gru = (options: object = {}) => l.gru({ units: 4, inputShape: WINDOWS, ...QUICK, ...options });
const dense = (options: object = {}) => l.dense({ units: 4, inputShape: WINDOWS, ...options });

describe.each([
  ["LSTM", lstm],
  ["GRU", gru],
])("%s", (_name, layer) => {
  it.each([
    ["as it is by default", {}],
    ["with sequences", { returnSequences: true }],
    ["backwards", { goBackwards: true }],
    ["backwards with sequences", { goBackwards: true, returnSequences: true }],
    ["with a sigmoid", { recurrentActivation: "sigmoid" }],
    ["with other activations", { activation: "relu", recurrentActivation: "softsign" }],
    ["with activations that have numbers", { activation: "elu", recurrentActivation: "hardSigmoid" }],
    ["linear", { activation: "linear" }],
    ["without bias", { useBias: false }],
    ["with dropout", { dropout: 0.3, recurrentDropout: 0.3 }],
  ])("%s", async (_what, options) => {
    expect(await compared(randomModel([layer(options)]))).toBeLessThan(1e-4);
  });

  it.each(["concat", "sum", "mul", "ave"] as const)("both ways, merged by %s", async (mergeMode) => {
    for (const returnSequences of [false, true]) {
      const both = l.bidirectional({
        layer: layer({ returnSequences }) as layers.RNN,
        mergeMode,
        inputShape: WINDOWS,
      });
      expect(await compared(randomModel([both]))).toBeLessThan(1e-4);
    }
  });
});

it.each([
  ["Dense", () => [dense()]],
  ...(
    ["elu", "hardSigmoid", "linear", "relu", "selu", "sigmoid", "softmax", "softplus", "softsign", "tanh"] as const
  ).map((activation) => [`Dense with ${activation}`, () => [dense({ activation })]] as const),
  ["Dense without bias", () => [dense({ useBias: false })]],
  ["Activation", () => [dense(), l.activation({ activation: "sigmoid" })]],
  [
    "Dropout and noise",
    () => [dense(), l.dropout({ rate: 0.5 }), l.gaussianNoise({ stddev: 1 }), l.gaussianDropout({ rate: 0.5 })],
  ],
  ["BatchNormalization", () => [l.batchNormalization({ inputShape: WINDOWS })]],
  ["BatchNormalization of the last axis by number", () => [l.batchNormalization({ axis: 2, inputShape: WINDOWS })]],
  [
    "BatchNormalization without centre and scale",
    () => [l.batchNormalization({ center: false, scale: false, inputShape: WINDOWS })],
  ],
  ["Flatten", () => [l.flatten({ inputShape: WINDOWS }), l.dense({ units: 2 })]],
  ["Reshape", () => [l.reshape({ targetShape: [FEATURES, WINDOW], inputShape: WINDOWS }), l.dense({ units: 2 })]],
  [
    "TimeDistributed(Dense)",
    () => [l.timeDistributed({ layer: l.dense({ units: 2, activation: "tanh" }), inputShape: WINDOWS })],
  ],
  ["InputLayer", () => [l.inputLayer({ inputShape: WINDOWS }), l.dense({ units: 2 })]],
  [
    "an encoder and a decoder",
    () => [
      lstm(),
      l.repeatVector({ n: WINDOW }),
      l.gru({ units: 5, returnSequences: true, ...QUICK }),
      l.timeDistributed({ layer: l.dense({ units: FEATURES }) }),
    ],
  ],
  [
    "two layers of LSTM",
    () => [lstm({ returnSequences: true }), l.lstm({ units: 3, ...QUICK }), l.dense({ units: 2 })],
  ],
] as [string, () => layers.layers.Layer[]][])("%s", async (_what, made) => {
  expect(await compared(randomModel(made()))).toBeLessThan(1e-4);
});

it("a functional model that is a chain", async () => {
  const input = layers.input({ shape: WINDOWS });
  const hidden = lstm().apply(input) as layers.SymbolicTensor;
  const model = layers.model({ inputs: input, outputs: l.dense({ units: 2 }).apply(hidden) as layers.SymbolicTensor });
  randomise(model);
  expect(await compared(model)).toBeLessThan(1e-4);
});

it.each([
  [
    "a layer it does not know",
    () => [l.conv1d({ filters: 2, kernelSize: 2, inputShape: WINDOWS, name: "odd" })],
    "odd (Conv1D)",
  ],
  [
    "an activation it does not know",
    () => [dense({ activation: "swish", name: "odd" })],
    "odd (Dense): the activation swish",
  ],
  [
    "an activation that ONNX' recurrent layers do not have",
    () => [lstm({ activation: "selu", name: "odd" })],
    "odd (LSTM): the activation selu",
  ],
  [
    "TimeDistributed of another layer",
    () => [l.timeDistributed({ layer: l.activation({ activation: "relu" }), inputShape: WINDOWS })],
    "around a Activation",
  ],
  [
    "a state that outlives the window",
    () => [l.lstm({ units: 2, stateful: true, batchInputShape: [1, ...WINDOWS], name: "odd", ...QUICK })],
    "odd (LSTM): stateful",
  ],
  ["normalisation along the steps", () => [l.batchNormalization({ axis: 1, inputShape: WINDOWS })], "along axis 1"],
] as [string, () => layers.layers.Layer[], string][])(
  "does not compile %s, and says which layer",
  async (_what, made, said) => {
    const artefact = await saved(randomModel(made()));
    expect(() => compileLayers(artefact, WINDOWS)).toThrow(NotCompilable);
    expect(() => compileLayers(artefact, WINDOWS)).toThrow(said);
  },
);

it("does not compile a model that branches", async () => {
  const input = layers.input({ shape: WINDOWS });
  const [one, other] = [dense().apply(input), dense().apply(input)] as layers.SymbolicTensor[];
  const sum = l.add().apply([one, other] as layers.SymbolicTensor[]) as layers.SymbolicTensor;
  const artefact = await saved(layers.model({ inputs: input, outputs: sum }));
  expect(() => compileLayers(artefact, WINDOWS)).toThrow(NotCompilable);
});

it("does not compile weights of another size than its layers have", async () => {
  const artefact = await saved(randomModel([dense({ name: "odd" })]));
  const shorter = { ...artefact, weights: artefact.weights.subarray(4) };
  expect(() => compileLayers(shorter, WINDOWS)).toThrow("the weights end before");
  const [kernel, bias] = artefact.specs;
  const turned = { ...artefact, specs: [{ ...kernel, shape: [4, 5] }, bias] as typeof artefact.specs };
  expect(() => compileLayers(turned, WINDOWS)).toThrow("odd (Dense): kernel has the shape [4, 5], not [5, 4]");
});

it("does not compile a model of other inputs than the package says", async () => {
  const artefact = await saved(randomModel([dense()]));
  expect(() => compileLayers(artefact, [WINDOW + 1, FEATURES])).toThrow("takes [6, 5], gets [7, 5]");
});

it("does not compile quantised weights, and leaves alone those that no layer has", async () => {
  const artefact = await saved(randomModel([dense({ name: "odd" })]));
  const [kernel, ...others] = artefact.specs;
  const quantised = {
    ...artefact,
    specs: [{ ...kernel, quantization: { dtype: "uint8" } }, ...others] as typeof artefact.specs,
  };
  expect(() => compileLayers(quantised, WINDOWS)).toThrow("the weights odd/kernel are quantised");
  const counted = {
    ...artefact,
    specs: [...artefact.specs, { name: "iterations", shape: [], dtype: "int32" }],
    weights: Buffer.concat([artefact.weights, Buffer.alloc(4)]),
  };
  expect(compileLayers(counted, WINDOWS)).toEqual(compileLayers(artefact, WINDOWS));
});
