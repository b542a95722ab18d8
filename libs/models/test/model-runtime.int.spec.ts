import { GateFailed } from "../src/gate-failed.js";
import { layersPackage, onnxPackage, someManifest } from "../src/model-package.fixture.js";
import { type LoadOptions, loadModel } from "../src/model-runtime.js";
import { layers, predicted, QUICK, randomise, randomModel, saved, tf } from "../src/tfjs-to-onnx/layers.fixture.js";
import type { LayersArtefact } from "../src/tfjs-to-onnx/layers-artefact.js";

const { layers: l } = layers;
const INPUT = [1, 2, 3, 4, 5, 6];
const SHAPE: [number, number] = [3, 2];
const manifest = someManifest({ format: "tfjs-layers" });

beforeAll(async () => {
  await tf.setBackend("wasm");
});

async function refusal(artefact: LayersArtefact, options?: LoadOptions): Promise<string> {
  const error: unknown = await loadModel(layersPackage(manifest, artefact), options).then(
    async (model) => {
      await model.dispose();
      return new Error("it was loaded");
    },
    (reason: unknown) => reason,
  );
  if (error instanceof GateFailed && error.gate === "loads") return error.message;
  throw error;
}

it.each([
  ["an LSTM, compiled,", () => [l.lstm({ units: 4, inputShape: SHAPE, ...QUICK }), l.dense({ units: 2 })], "onnx"],
  [
    "a layer that is not compiled",
    () => [l.globalAveragePooling1d({ inputShape: SHAPE }), l.dense({ units: 2 })],
    "tfjs",
  ],
] as [string, () => layers.layers.Layer[], string][])(
  "runs a TensorFlow.js model with %s",
  async (_what, made, engine) => {
    const original = randomModel(made());
    const model = await loadModel(layersPackage(manifest, await saved(original)));
    expect(model.engine).toBe(engine);
    const input = Float32Array.from([...INPUT, ...INPUT.map((value) => -value)]);
    const output = await model.run(input, 2);
    expect([...output]).toEqual(
      [...predicted(original, input, [2, ...SHAPE])].map((value) => expect.closeTo(value, 4)),
    );
    await model.dispose();
  },
);

it("does not run an orthogonal initialiser, which takes minutes where it runs at all", async () => {
  const original = randomModel([l.simpleRNN({ units: 2, inputShape: SHAPE, ...QUICK })]);
  const artefact = await saved(original);
  const orthogonal = JSON.stringify(artefact.topology).replace(
    /"recurrent_initializer":\{[^{}]*\{\}\}/,
    '"recurrent_initializer":{"class_name":"Orthogonal","config":{"gain":1,"seed":null}}',
  );
  expect(orthogonal).toContain("Orthogonal");
  const model = await loadModel(layersPackage(manifest, { ...artefact, topology: JSON.parse(orthogonal) as object }));
  const output = await model.run(Float32Array.from(INPUT), 1);
  expect([...output]).toEqual(
    [...predicted(original, Float32Array.from(INPUT), [1, ...SHAPE])].map((value) => expect.closeTo(value, 4)),
  );
  await model.dispose();
});

it("compiles what Keras' converter writes", async () => {
  const input = layers.input({ shape: SHAPE });
  const both = l.bidirectional({ layer: l.lstm({ units: 3, ...QUICK }) as layers.RNN }).apply(input);
  const original = layers.model({ inputs: input, outputs: l.dense({ units: 2 }).apply(both) as layers.SymbolicTensor });
  randomise(original);
  const artefact = await saved(original);
  const keras = {
    topology: {
      keras_version: "2.15.0",
      backend: "tensorflow",
      model_config: { ...artefact.topology, class_name: "Functional" },
    },
    // Between a layer's name and its weight's stands the cell's.
    specs: artefact.specs.map((spec) => ({
      ...spec,
      name: spec.name.replace(/(forward|backward)_([^/]+)/, "$&/lstm_cell"),
    })),
    weights: artefact.weights,
  };
  const model = await loadModel(layersPackage(manifest, keras));
  expect(model.engine).toBe("onnx");
  const output = await model.run(Float32Array.from(INPUT), 1);
  expect([...output]).toEqual(
    [...predicted(original, Float32Array.from(INPUT), [1, ...SHAPE])].map((value) => expect.closeTo(value, 4)),
  );
  await model.dispose();
});

it("refuses a GRU that resets after its product, which TensorFlow.js does not compute", async () => {
  const artefact = await saved(randomModel([l.gru({ units: 2, inputShape: SHAPE, ...QUICK })]));
  const text = JSON.stringify(artefact.topology).replace('"reset_after":false', '"reset_after":true');
  expect(await refusal({ ...artefact, topology: JSON.parse(text) as object })).toContain("reset_after");
});

it("runs a model that branches as it is", async () => {
  const input = layers.input({ shape: SHAPE });
  const branch = () => l.flatten().apply(l.dense({ units: 3 }).apply(input)) as layers.SymbolicTensor;
  const joined = l.concatenate().apply([branch(), branch()]);
  const original = layers.model({
    inputs: input,
    outputs: l.dense({ units: 2 }).apply(joined) as layers.SymbolicTensor,
  });
  randomise(original);
  const model = await loadModel(layersPackage(manifest, await saved(original)));
  expect(model.engine).toBe("tfjs");
  expect(model.notCompiled).toContain("branches off from");
  const output = await model.run(Float32Array.from(INPUT), 1);
  expect([...output]).toEqual(
    [...predicted(original, Float32Array.from(INPUT), [1, ...SHAPE])].map((value) => expect.closeTo(value, 4)),
  );
  await model.dispose();
});

it("refuses layers that TensorFlow.js does not know, and weights that do not fit them", async () => {
  const artefact = await saved(randomModel([l.globalAveragePooling1d({ inputShape: SHAPE }), l.dense({ units: 2 })]));
  const text = JSON.stringify(artefact.topology);
  const unknown = { ...artefact, topology: JSON.parse(text.replace("GlobalAveragePooling1D", "Attention7")) as object };
  expect(await refusal(unknown)).toContain("Attention7");
  const wider = { ...artefact, topology: JSON.parse(text.replace('"units":2', '"units":3')) as object };
  expect(await refusal(wider)).toContain("TensorFlow.js: ");
  expect(await refusal({ ...artefact, weights: artefact.weights.subarray(8) })).toContain("TensorFlow.js: ");
});

it.each([
  ["compiled", () => [l.flatten({ inputShape: SHAPE }), l.dense({ units: 3 })], "y is [units, 3], [units, 2] is due"],
  [
    "on TensorFlow.js",
    () => [l.globalAveragePooling1d({ inputShape: SHAPE }), l.dense({ units: 3 })],
    "the model answers 3 numbers, 2 are due",
  ],
  [
    "compiled, of endless size",
    () => [l.flatten({ inputShape: SHAPE }), l.repeatVector({ n: 1e9, name: "endless" })],
    "layer endless answers 6000000000 numbers per unit",
  ],
] as [string, () => layers.layers.Layer[], string][])(
  "refuses an answer of another size: %s",
  async (_what, made, said) => {
    expect(await refusal(await saved(randomModel(made())))).toContain(said.replace("y is", "output is"));
  },
);

it("waits for TensorFlow.js no longer than it is told", async () => {
  const artefact = await saved(randomModel([l.flatten({ inputShape: SHAPE }), l.dense({ units: 2 })]));
  expect(await refusal(artefact, { answerWithinMs: 1 })).toBe("TensorFlow.js gave no answer within 1 ms");
});

it.each([
  ["ONNX Runtime", () => Promise.resolve(onnxPackage())],
  [
    "TensorFlow.js",
    async () =>
      layersPackage(
        manifest,
        await saved(randomModel([l.globalAveragePooling1d({ inputShape: SHAPE }), l.dense({ units: 2 })])),
      ),
  ],
])("ends the runs under way before it disposes a model on %s, and refuses later ones", async (_what, made) => {
  const model = await loadModel(await made());
  const order: string[] = [];
  const runs = [1, 2, 3].map(async (units) => {
    const output = await model.run(new Float32Array(6 * units), units);
    order.push(`run of ${units}`);
    return output.length;
  });
  const disposed = model.dispose().then(() => order.push("disposed"));
  await expect(model.run(new Float32Array(6), 1)).rejects.toThrow("last-step@1.0.0 is disposed");
  expect(await Promise.all(runs)).toEqual([2, 4, 6]);
  await disposed;
  expect(order).toEqual(["run of 1", "run of 2", "run of 3", "disposed"]);
  await model.dispose();
});

it("refuses inputs of another size, and goes on", async () => {
  const model = await loadModel(onnxPackage());
  await expect(model.run(new Float32Array(7), 1)).rejects.toThrow("takes 1 × 6 numbers and was given 7");
  expect([...(await model.run(Float32Array.from(INPUT), 1))]).toEqual([5, 6]);
  await model.dispose();
});
