import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ReadingColumns } from "@gridwatch/contracts";
import { loadModel } from "@gridwatch/models";
import { PredictCounts } from "@gridwatch/predict/predict-counts";
import { BATCH_WINDOWS, ShardScorer, stepsAtOnce } from "@gridwatch/predict/shard-scorer";
import { type Forecaster, LEARN, openBare, randomOf, runBare, SIGNALS, STEP_MS, WINDOW } from "./forecaster-package.js";
import { median, rounded } from "./report.js";
import { loadOnWebAssembly, runOnWebAssembly } from "./tfjs-forecaster.js";

const UNITS = 5_000;
const FEW_UNITS = 100;
/** 25,000 readings/s of 5,000 units. */
const READINGS_PER_STEP = 5;
/** All are measured with the service's own. */
const BATCH = BATCH_WINDOWS.onnx;
/** In which TensorFlow.js is faster. */
const LARGE_BATCH = BATCH_WINDOWS.tfjs;
/** Turns until code is compiled and what was made before them is collected, and those that are measured. */
const WARM_UP_ROUNDS = 15;
const ROUNDS = 45;
const ROWS_PER_MESSAGE = 256;

export interface ScoringSpeed {
  ratio: number;
  tfjsSpeedup: number;
  windowsPerSecond: number;
  bareWindowsPerSecond: number;
  tfjsWindowsPerSecond: number;
  /** In batches of 128, as a model is scored that only TensorFlow.js can run. */
  tfjsLargeBatchWindowsPerSecond: number;
  bytesPerUnit: number;
}

/**
 * The scorer of a shard, as the service runs it, on readings of 5,000 units; a bare ONNX Runtime session; TensorFlow.js. Each on one thread,
 * by CPU time, in turns, so that a neighbour on the machine slows all of them; the figures are medians of the turns.
 */
export async function measureScoring(forecaster: Forecaster): Promise<ScoringSpeed> {
  const model = await loadModel(forecaster.pkg);
  if (model.engine !== "onnx") throw new Error(`the model runs on ${model.engine}: ${model.notCompiled}`);
  const bytesPerUnit = await measureMemory(model);
  const fleet = new Fleet(model, UNITS);
  await fleet.warmUp();
  const bare = await openBare(forecaster.onnx);
  const tfjs = await loadOnWebAssembly(forecaster);
  const random = randomOf(3);
  const large = Float32Array.from({ length: LARGE_BATCH * WINDOW * SIGNALS.length }, () => random() * 2 - 1);
  const input = large.subarray(0, BATCH * WINDOW * SIGNALS.length);
  const calls = Math.ceil(UNITS / BATCH);
  const own: number[] = [];
  const bares: number[] = [];
  const tfjss: number[] = [];
  const largeTfjss: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const messages = fleet.nextStep();
    const ownSpeed = await speed(UNITS, () => fleet.score(messages));
    const bareSpeed = await speed(calls * BATCH, async () => {
      for (let call = 0; call < calls; call++) await runBare(bare, input, BATCH);
    });
    const tfjsSpeed = await speed(BATCH, () => runOnWebAssembly(tfjs, input, BATCH));
    const largeTfjsSpeed = await speed(LARGE_BATCH, () => runOnWebAssembly(tfjs, large, LARGE_BATCH));
    if (round < 0) continue;
    own.push(ownSpeed);
    bares.push(bareSpeed);
    tfjss.push(tfjsSpeed);
    largeTfjss.push(largeTfjsSpeed);
  }
  await bare.release();
  await model.dispose();
  return {
    ratio: rounded(median(own.map((speed, round) => speed / (bares[round] ?? Number.NaN))), 3),
    tfjsSpeedup: rounded(median(own.map((speed, round) => speed / (tfjss[round] ?? Number.NaN)))),
    windowsPerSecond: Math.round(median(own)),
    bareWindowsPerSecond: Math.round(median(bares)),
    tfjsWindowsPerSecond: Math.round(median(tfjss)),
    tfjsLargeBatchWindowsPerSecond: Math.round(median(largeTfjss)),
    bytesPerUnit,
  };
}

/** Windows per second of CPU time: what one core does that has nothing else to do. */
async function speed(windows: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (windows / (user + system)) * 1e6;
}

/** What 4,900 more units add to heap and buffers, once garbage is collected; windows full, calibrations learned. */
async function measureMemory(model: Awaited<ReturnType<typeof loadModel>>): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const used = async (units: number): Promise<{ fleet: Fleet; bytes: number }> => {
    const fleet = new Fleet(model, units);
    await fleet.warmUp();
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return { fleet, bytes: heapUsed + external };
  };
  // The first one also compiles code.
  await used(FEW_UNITS);
  const few = await used(FEW_UNITS);
  const many = await used(UNITS + FEW_UNITS);
  // `few` is still there when `many` is measured: what was added is all of `many`, and its input buffer once more.
  const added = many.bytes - few.bytes;
  if (few.fleet.scorer.units + many.fleet.scorer.units !== UNITS + 2 * FEW_UNITS) throw new Error("units are missing");
  return Math.round(added / (UNITS + FEW_UNITS));
}

/** Units of one shard and what they send. */
class Fleet {
  readonly scorer: ShardScorer;
  private readonly stepsAtOnce: number;
  private readonly devices: string[];
  private readonly random = randomOf(2);
  private step = 1_000_000;

  constructor(model: Awaited<ReturnType<typeof loadModel>>, units: number) {
    this.devices = Array.from({ length: units }, (_, i) => `unit-${i}`);
    const counts = new PredictCounts();
    this.stepsAtOnce = stepsAtOnce(model.manifest);
    this.scorer = new ShardScorer(model, { batchWindows: 0, maxUnitsPerShard: units, silentAfterMs: 900_000 }, counts);
  }

  /** Until every window is full and every unit is learned. */
  async warmUp(): Promise<void> {
    for (let step = 0; step < WINDOW + LEARN + 4; step++) {
      for (const message of this.nextStep(1)) this.scorer.add(message, 0, message.devices.length);
      await this.scorer.conclude(true);
    }
  }

  /** Closes a step of every unit. Of what is concluded no more is kept than by the service, which publishes it. */
  async score(messages: ReadingColumns[]): Promise<void> {
    let scored = 0;
    for (const message of messages) {
      const rows = message.devices.length;
      for (let from = 0; from < rows; from += this.stepsAtOnce) {
        this.scorer.add(message, from, Math.min(rows, from + this.stepsAtOnce));
        for (const { score } of await this.scorer.conclude(true)) if (score !== undefined) scored++;
      }
    }
    if (scored !== this.devices.length) throw new Error(`${scored} of ${this.devices.length} are scored`);
  }

  nextStep(readings = READINGS_PER_STEP): ReadingColumns[] {
    const at = this.step++ * STEP_MS;
    const messages: ReadingColumns[] = [];
    for (let reading = 0; reading < readings; reading++) {
      for (let from = 0; from < this.devices.length; from += ROWS_PER_MESSAGE) {
        const devices = this.devices.slice(from, from + ROWS_PER_MESSAGE);
        const timestamps = devices.map(() => at + (reading * STEP_MS) / readings);
        const metrics = Object.fromEntries(SIGNALS.map((name) => [name, devices.map(() => this.valueOf(name))]));
        messages.push({ devices, timestamps, receivedAt: timestamps, suspect: [], metrics });
      }
    }
    return messages;
  }

  private valueOf(signal: string): number {
    return (signal.includes("voltage") ? 230 : 10) + this.random();
  }
}
