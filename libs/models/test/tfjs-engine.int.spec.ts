import { TfjsEngine } from "../src/tfjs-engine.js";
import { layers, randomModel, saved, tf } from "../src/tfjs-to-onnx/layers.fixture.js";

async function engine(): Promise<TfjsEngine> {
  await tf.setBackend("wasm");
  const { layers: l } = layers;
  const model = randomModel([l.flatten({ inputShape: [3, 2] }), l.dense({ units: 2 })]);
  return TfjsEngine.create(await saved(model), [3, 2], 60_000);
}

it("goes on after an input that the model does not take", async () => {
  const tfjs = await engine();
  await expect(tfjs.run(new Float32Array(5), 1)).rejects.toThrow("TensorFlow.js: ");
  expect(await tfjs.run(new Float32Array(12), 2)).toHaveLength(4);
  await tfjs.dispose();
});

it("says at once when its thread has ended, during a run and before one", async () => {
  const tfjs = await engine();
  // More than it can answer before it is ended.
  const run = tfjs.run(new Float32Array(6 * 200_000), 200_000);
  const refused = expect(run).rejects.toThrow("TensorFlow.js' thread has ended");
  await tfjs.dispose();
  await refused;
  await expect(tfjs.run(new Float32Array(6), 1)).rejects.toThrow("TensorFlow.js' thread has ended");
});
