import "@tensorflow/tfjs-backend-wasm";
import { Random } from "@gridwatch/simulator";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { type LayersArtefact, savedLayers } from "../forecaster.js";
import { plattScale } from "./platt.js";

const HOURS_A_STEP = 6;
const UNITS = 12;
const EPOCHS = 14;
const BATCH = 64;
/** Of an epoch's weights in their running mean, which swings far less from epoch to epoch than they do, and is better than most of them. */
const NEWEST_SHARE = 0.4;
/** So many moments at once need some ten MB. */
const PREDICTED_AT_ONCE = 512;

/** Moments as the network takes and is to answer them. */
export interface RiskExamples {
  /** [moments][hours][features], normalised. */
  x: Float32Array;
  /** [moments][2]: whether it fails within 24 and within 48 hours. */
  y: Float32Array;
}

/** Six hours at a time through a dense layer, an LSTM over those, and the two probabilities. */
export class RiskNetwork {
  private constructor(
    private readonly model: layers.Sequential,
    private readonly shape: [number, number],
  ) {}

  static async create(hours: number, features: number, seed: number): Promise<RiskNetwork> {
    await tf.setBackend("wasm");
    const glorot = (part: number) => layers.initializers.glorotUniform({ seed: 10 * seed + part });
    const model = layers.sequential({
      name: "risk",
      layers: [
        layers.layers.reshape({
          inputShape: [hours, features],
          targetShape: [hours / HOURS_A_STEP, HOURS_A_STEP * features],
        }),
        layers.layers.dense({ units: UNITS, activation: "tanh", kernelInitializer: glorot(0) }),
        layers.layers.lstm({
          units: UNITS,
          recurrentActivation: "sigmoid",
          kernelInitializer: glorot(1),
          recurrentInitializer: glorot(2),
        }),
        layers.layers.dense({ units: 2, activation: "sigmoid", kernelInitializer: glorot(3) }),
      ],
    });
    return new RiskNetwork(model, [hours, features]);
  }

  /** Least squares of a probability (Brier) is least where it is right. Leaves the weights of the epoch that is best on the stopping part. */
  async train({ x, y }: RiskExamples, stopping: RiskExamples, seed: number): Promise<void> {
    const loss = (seen: tf.Tensor, said: tf.Tensor) => tf.tidy(() => tf.mean(tf.squaredDifference(seen, said), -1));
    this.model.compile({ optimizer: tf.train.adam(0.004), loss });
    const random = new Random(seed);
    const size = this.shape[0] * this.shape[1];
    let best = { brier: Number.POSITIVE_INFINITY, weights: [] as Float32Array[] };
    let averaged: Float32Array[] = [];
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      const order = Array.from({ length: y.length / 2 }, (_, index) => ({ index, key: random.next() }));
      order.sort((one, other) => one.key - other.key);
      for (let from = 0; from < order.length; from += BATCH) {
        const chosen = order.slice(from, from + BATCH);
        const inputs = new Float32Array(chosen.length * size);
        const targets = new Float32Array(chosen.length * 2);
        chosen.forEach(({ index }, place) => {
          inputs.set(x.subarray(index * size, (index + 1) * size), place * size);
          targets.set(y.subarray(index * 2, index * 2 + 2), place * 2);
        });
        const input = tf.tensor3d(inputs, [chosen.length, ...this.shape]);
        const target = tf.tensor2d(targets, [chosen.length, 2]);
        await this.model.trainOnBatch(input, target);
        tf.dispose([input, target]);
      }
      const weights = this.weights();
      averaged = weights.map((values, part) =>
        values.map((value, at) => value + (1 - NEWEST_SHARE) * ((averaged[part]?.[at] ?? value) - value)),
      );
      this.setWeights(averaged);
      const said = this.predict(stopping.x);
      const brier = said.reduce((sum, value, at) => sum + (value - (stopping.y[at] ?? 0)) ** 2, 0) / said.length;
      process.stderr.write(`risk epoch ${epoch + 1}  validation ${brier.toPrecision(4)}\n`);
      if (brier < best.brier) best = { brier, weights: averaged };
      this.setWeights(weights);
    }
    if (best.weights.length === 0) throw new Error("the network's answers are no numbers");
    this.setWeights(best.weights);
  }

  private weights(): Float32Array[] {
    return this.model.getWeights().map((weights) => Float32Array.from(weights.dataSync()));
  }

  private setWeights(values: readonly Float32Array[]): void {
    const tensors = this.model.getWeights().map(({ shape }, part) => tf.tensor(values[part] ?? [], shape));
    this.model.setWeights(tensors);
    tf.dispose(tensors);
  }

  predict(x: Float32Array): Float32Array {
    const size = this.shape[0] * this.shape[1];
    const all = new Float32Array((2 * x.length) / size);
    for (let from = 0; from < x.length / size; from += PREDICTED_AT_ONCE) {
      const part = x.subarray(from * size, (from + PREDICTED_AT_ONCE) * size);
      const said = tf.tidy(() => {
        const input = tf.tensor3d(part, [part.length / size, ...this.shape]);
        return (this.model.predictOnBatch(input) as tf.Tensor).dataSync<"float32">();
      });
      all.set(said, 2 * from);
    }
    return all;
  }

  /** Platt's scale for each horizon, folded into the last layer: what the model answers is calibrated. */
  calibrate({ x, y }: RiskExamples): void {
    const weights = this.weights();
    const [kernel, bias] = weights.slice(-2);
    if (!kernel || !bias) return;
    const said = this.predict(x);
    for (const horizon of [0, 1]) {
      const of = (values: Float32Array) => Array.from(values).filter((_, at) => at % 2 === horizon);
      const { slope, offset } = plattScale(of(said), of(y));
      for (let row = 0; row < UNITS; row++) kernel[row * 2 + horizon] = slope * (kernel[row * 2 + horizon] ?? 0);
      bias[horizon] = slope * (bias[horizon] ?? 0) + offset;
    }
    this.setWeights(weights);
  }

  save(): Promise<LayersArtefact> {
    return savedLayers(this.model);
  }

  dispose(): void {
    this.model.dispose();
  }
}
