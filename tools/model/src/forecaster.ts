import "@tensorflow/tfjs-backend-wasm";
import { Random } from "@gridwatch/simulator";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { someWindows, type Windows } from "./windows.js";

export interface Architecture {
  window: number;
  features: number;
  /** Of the LSTM. */
  units: number;
  seed: number;
}

export interface Course {
  epochs: number;
  batch: number;
  /** At first; falls to a tenth over the epochs (half a cosine). */
  learningRate: number;
  /** Epochs without a better validation loss after which training stops. */
  patience: number;
}

export interface EpochReport {
  epoch: number;
  loss: number;
  validationLoss: number;
}

export interface Progress {
  batch?(epoch: number, done: number, of: number): void;
  epoch?(report: EpochReport): void;
  units?(done: number, of: number): void;
  note?(text: string): void;
}

/** A model.json and the weights it names, as TensorFlow.js saves and loads them. */
export interface LayersArtefact {
  topology: object;
  weights: Uint8Array;
}

const PREDICTED_AT_ONCE = 1_024;
const LAST_RATE = 0.1;
/** Of a gate's bias: it lets 0.98 pass. */
const OPEN = 4;
const SMALL = 0.1;
/** A feature that never changes is learned like one that changes by a hundredth of its spread. */
const LEAST_ERROR = 1e-4;
export const WEIGHTS_FILE = "weights.bin";

class PacedAdam extends tf.AdamOptimizer {
  pace(learningRate: number): void {
    this.learningRate = learningRate;
  }
}

/** An LSTM and a dense layer that say the step after a window. Nothing but the seed is drawn at random. */
export class Forecaster {
  private constructor(private readonly model: layers.LayersModel) {}

  static async create({ window, features, units, seed }: Architecture): Promise<Forecaster> {
    await tf.setBackend("wasm");
    const glorot = (part: number) => layers.initializers.glorotUniform({ seed: 3 * seed + part });
    const lstm = layers.layers.lstm({
      name: "lstm",
      units,
      inputShape: [window, features],
      recurrentActivation: "sigmoid",
      kernelInitializer: glorot(0),
      // The default, orthogonal, takes minutes on this backend.
      recurrentInitializer: glorot(1),
    });
    const dense = layers.layers.dense({ name: "forecast", units: features, kernelInitializer: glorot(2) });
    const model = layers.sequential({ name: "forecaster", layers: [lstm, dense] });
    startUnchanged(model, features, units);
    return new Forecaster(model);
  }

  /** Leaves the weights of the epoch with the best validation loss; those of the start, if no epoch is better. */
  async train(training: Windows, validation: Windows, course: Course, seed: number, progress: Progress = {}) {
    const optimizer = new PacedAdam(course.learningRate, 0.9, 0.999);
    const weightsOf = featureWeights(training);
    const weights = tf.tensor1d(weightsOf);
    const loss = (seen: tf.Tensor, said: tf.Tensor) =>
      tf.tidy(() => tf.mean(tf.mul(tf.squaredDifference(seen, said), weights), -1));
    this.model.compile({ optimizer, loss });
    const random = new Random(seed);
    const reports: EpochReport[] = [];
    const validationLossNow = () => weightedError(this.predict(validation.inputs), validation, weightsOf);
    let best = { loss: validationLossNow(), weights: this.copiedWeights() };
    let worse = 0;
    for (let epoch = 1; epoch <= course.epochs && worse < course.patience; epoch++) {
      const left = (1 + Math.cos((Math.PI * (epoch - 1)) / course.epochs)) / 2;
      optimizer.pace(course.learningRate * (LAST_RATE + (1 - LAST_RATE) * left));
      const loss = await this.epoch(training, course.batch, random, (done, of) => progress.batch?.(epoch, done, of));
      const validationLoss = validationLossNow();
      const report = { epoch, loss, validationLoss };
      if (!Number.isFinite(loss) || !Number.isFinite(validationLoss)) {
        throw new Error(`training went astray in epoch ${epoch}: try a lower --learning-rate`);
      }
      reports.push(report);
      progress.epoch?.(report);
      worse += 1;
      if (validationLoss < best.loss) {
        tf.dispose(best.weights);
        best = { loss: validationLoss, weights: this.copiedWeights() };
        worse = 0;
      }
    }
    this.model.setWeights(best.weights);
    tf.dispose([weights, ...best.weights]);
    return reports;
  }

  /** @param inputs [windows, window, features] @returns [windows, features] */
  predict(inputs: Float32Array): Float32Array {
    const [, window = 0, features = 0] = this.model.inputs[0]?.shape.map((length) => length ?? 0) ?? [];
    const size = window * features;
    const count = inputs.length / size;
    const outputs = new Float32Array(count * features);
    for (let from = 0; from < count; from += PREDICTED_AT_ONCE) {
      const until = Math.min(count, from + PREDICTED_AT_ONCE);
      const output = tf.tidy(() => {
        const input = tf.tensor3d(inputs.subarray(from * size, until * size), [until - from, window, features]);
        return (this.model.predict(input) as tf.Tensor).dataSync<"float32">();
      });
      outputs.set(output, from * features);
    }
    return outputs;
  }

  save(): Promise<LayersArtefact> {
    return savedLayers(this.model);
  }

  meanSquaredError({ inputs, targets }: Windows): number {
    return meanSquare(this.predict(inputs), targets);
  }

  dispose(): void {
    this.model.dispose();
  }

  private copiedWeights(): tf.Tensor[] {
    return this.model.getWeights().map((weights) => weights.clone());
  }

  /** Mean loss over the batches. */
  private async epoch(windows: Windows, batch: number, random: Random, done: (done: number, of: number) => void) {
    const order = shuffled(windows.count, random);
    const [, window = 0, features = 0] = this.model.inputs[0]?.shape.map((length) => length ?? 0) ?? [];
    let sum = 0;
    for (let from = 0; from < order.length; from += batch) {
      const chosen = order.slice(from, from + batch);
      const inputs = new Float32Array(chosen.length * window * features);
      const targets = new Float32Array(chosen.length * features);
      chosen.forEach((index, place) => {
        const one = someWindows(windows, index, index + 1);
        inputs.set(one.inputs, place * window * features);
        targets.set(one.targets, place * features);
      });
      const input = tf.tensor3d(inputs, [chosen.length, window, features]);
      const target = tf.tensor2d(targets, [chosen.length, features]);
      sum += Number(await this.model.trainOnBatch(input, target)) * chosen.length;
      tf.dispose([input, target]);
      done(from + chosen.length, order.length);
    }
    return sum / order.length;
  }
}

/**
 * Makes the first units of the LSTM hand each feature's last value on, and the dense layer read them: training begins at the forecast "as before", which is
 * hard to beat, and which an LSTM with random weights takes very long to find.
 */
function startUnchanged(model: layers.Sequential, features: number, units: number): void {
  const [kernel, recurrent, bias, readOut, readOutBias] = model.getWeights();
  if (!kernel || !recurrent || !bias || !readOut || !readOutBias || units < features) return;
  const [fromInput, fromBefore, offsets, outputs] = [kernel, recurrent, bias, readOut].map((weights) =>
    Float32Array.from(weights.dataSync()),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  // Gates stand one after another: input, forget, candidate, output.
  const gates = 4 * units;
  for (let feature = 0; feature < features; feature++) {
    for (const [gate, offset] of [OPEN, -OPEN, 0, OPEN].entries()) {
      const column = gate * units + feature;
      for (let row = 0; row < features; row++)
        fromInput[row * gates + column] = gate === 2 && row === feature ? SMALL : 0;
      for (let row = 0; row < units; row++) fromBefore[row * gates + column] = 0;
      offsets[column] = offset;
    }
  }
  outputs.fill(0);
  // Both hyperbolic tangents are nearly straight for values so small.
  for (let feature = 0; feature < features; feature++) {
    outputs[feature * features + feature] = 1 / (SMALL * (1 / (1 + Math.exp(-OPEN))) ** 2);
  }
  model.setWeights([
    tf.tensor(fromInput, kernel.shape),
    tf.tensor(fromBefore, recurrent.shape),
    tf.tensor(offsets, bias.shape),
    tf.tensor(outputs, readOut.shape),
    readOutBias,
  ]);
}

/** So that each feature counts alike: one over the error of the forecast "as before". */
function featureWeights({ count, inputs, targets }: Windows): number[] {
  const features = targets.length / count;
  const size = inputs.length / count;
  return Array.from({ length: features }, (_, feature) => {
    let sum = 0;
    for (let index = 0; index < count; index++) {
      const before = inputs[(index + 1) * size - features + feature] ?? 0;
      sum += ((targets[index * features + feature] ?? 0) - before) ** 2;
    }
    return 1 / Math.max(LEAST_ERROR, sum / count);
  });
}

function weightedError(said: Float32Array, { targets }: Windows, weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < targets.length; index++) {
    sum += (weights[index % weights.length] ?? 0) * ((said[index] ?? 0) - (targets[index] ?? 0)) ** 2;
  }
  return sum / targets.length;
}

export function meanSquare(said: Float32Array, seen: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < seen.length; index++) sum += ((said[index] ?? 0) - (seen[index] ?? 0)) ** 2;
  return sum / seen.length;
}

/** 0 to count − 1 in a random order (Fisher–Yates). */
function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random.next() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

export async function savedLayers(model: layers.LayersModel): Promise<LayersArtefact> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: (artefacts) => {
      saved = artefacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
    },
  });
  const { modelTopology, format, generatedBy, convertedBy, weightSpecs, weightData } = saved ?? {};
  if (!(weightData instanceof ArrayBuffer)) throw new Error("TensorFlow.js saved no weights in one piece");
  const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs }];
  const topology = { format, generatedBy, convertedBy, modelTopology, weightsManifest };
  return { topology, weights: new Uint8Array(weightData) };
}
