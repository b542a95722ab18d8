import type { ModelManifest } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import { Forecaster, type LayersArtefact, meanSquare, type Progress } from "./forecaster.js";
import { between, type Recording } from "./recording.js";
import { usualResiduals } from "./usual-residuals.js";
import { joinWindows, someWindows, type Windows, windowsOf } from "./windows.js";

/** What a data scientist decides. */
export interface TrainingSettings {
  name: string;
  version: string;
  author: string;
  licence: string;
  features: ModelManifest["features"];
  window: number;
  stepMs: number;
  maxGap: number;
  /** Of the LSTM. */
  units: number;
  epochs: number;
  batch: number;
  learningRate: number;
  patience: number;
  seed: number;
  calibration: { learn: number; forget: number };
  threshold: number;
  open: { steps: number; of: number };
  close: { below: number; steps: number };
  /** Takes only each so many-th window. */
  every: number;
  /** Said in the manifest: what the data is and the command that trains on it again. */
  data: string;
  command: string;
  /** Where it is trained on a file. */
  timeColumn?: string;
}

export interface TrainedModel {
  manifest: ModelManifest;
  artefact: LayersArtefact;
}

/** Of each unit's windows, the latest ones: they decide when to stop and are not learned from. */
const VALIDATION_SHARE = 0.15;
const FEWEST_WINDOWS = 20;
const GOLDEN_TOLERANCE = 1e-3;

/**
 * Trains a forecast on the rows before `until` of each recording and measures it on the rest, or on `heldOut` units of their own.
 * @throws Error that says so when there is not enough to learn from
 */
export async function trainForecast(
  settings: TrainingSettings,
  recordings: readonly Recording[],
  heldOut: readonly Recording[],
  progress: Progress = {},
): Promise<TrainedModel> {
  const { described, normaliser } = describe(recordings, settings.features.length);
  const manifest = manifestOf(settings, normaliser, described);
  const plan = new ScoringPlan(manifest);
  const byUnit = recordings.map((recording) => windowsOf(plan, recording, settings.every));
  const training = joinWindows(byUnit.map((windows) => someWindows(windows, 0, learned(windows))));
  const validation = joinWindows(byUnit.map((windows) => someWindows(windows, learned(windows), windows.count)));
  if (training.count < FEWEST_WINDOWS || validation.count === 0) {
    throw new Error(
      `only ${training.count + validation.count} windows of ${settings.window} steps of ${settings.stepMs} ms without a longer gap than ` +
        `${settings.maxGap} steps are in the training part; ${FEWEST_WINDOWS} are the least: take a smaller --window, a longer --step or more data`,
    );
  }
  const forecaster = await Forecaster.create({ ...settings, features: plan.features });
  try {
    const reports = await forecaster.train(training, validation, settings, settings.seed, progress);
    const unseen = joinWindows(heldOut.map((recording) => windowsOf(plan, recording, settings.every)));
    const golden = someWindows(validation, 0, 1).inputs;
    const residuals = usualResiduals(forecaster, byUnit, plan.features);
    return {
      artefact: await forecaster.save(),
      manifest: {
        ...manifest,
        calibration: { ...settings.calibration, residuals },
        golden: {
          input: Array.from(golden, shortest),
          output: Array.from(forecaster.predict(golden), shortest),
          tolerance: GOLDEN_TOLERANCE,
        },
        metrics: {
          epochs: reports.length,
          trainingWindows: training.count,
          validationRmse: rounded(Math.sqrt(forecaster.meanSquaredError(validation))),
          ...(unseen.count === 0 ? {} : heldOutMetrics(forecaster, unseen, plan.signals)),
        },
      },
    };
  } finally {
    forecaster.dispose();
  }
}

/** Splits every recording at `until`: what to learn from, and what to measure on. */
export function splitAt(recordings: readonly Recording[], until: number) {
  return {
    training: recordings.map((recording) => between(recording, Number.NEGATIVE_INFINITY, until)),
    heldOut: recordings.map((recording) => between(recording, until, Number.POSITIVE_INFINITY)),
  };
}

function learned({ count }: Windows): number {
  return Math.floor(count * (1 - VALIDATION_SHARE));
}

/**
 * Normalised: 1 is the spread of the training part. Beside the model, the trivial forecast that nothing changes. A signal's skill is the part of that
 * forecast's squared error that the model takes away: below 0 it is worse. The mean over the signals counts each alike, as training does.
 */
function heldOutMetrics(forecaster: Forecaster, unseen: Windows, signals: readonly string[]): Record<string, number> {
  const features = signals.length;
  const size = unseen.inputs.length / unseen.count;
  const unchanged = new Float32Array(unseen.targets.length);
  for (let index = 0; index < unseen.count; index++) {
    unchanged.set(unseen.inputs.subarray((index + 1) * size - features, (index + 1) * size), index * features);
  }
  const said = forecaster.predict(unseen.inputs);
  const skills = signals.map((_, feature) => {
    const of = (values: Float32Array) => values.filter((_value, index) => index % features === feature);
    const seen = of(unseen.targets);
    const trivial = meanSquare(of(unchanged), seen);
    return trivial === 0 ? 0 : rounded(1 - meanSquare(of(said), seen) / trivial);
  });
  return {
    heldOutWindows: unseen.count,
    heldOutRmse: rounded(Math.sqrt(meanSquare(said, unseen.targets))),
    heldOutRmseOfNoChange: rounded(Math.sqrt(meanSquare(unchanged, unseen.targets))),
    heldOutSkill: rounded(skills.reduce((sum, skill) => sum + skill, 0) / features),
    ...Object.fromEntries(signals.map((signal, feature) => [`heldOutSkill ${signal}`, skills[feature] ?? 0])),
  };
}

interface Described {
  rows: number;
  from: number;
  until: number;
}

/** One pass over the training part: its extent, and each feature's mean and spread (Welford). */
function describe(recordings: readonly Recording[], features: number) {
  const described: Described = { rows: 0, from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };
  const counts = new Float64Array(features);
  const mean = new Float64Array(features);
  const squares = new Float64Array(features);
  for (const recording of recordings) {
    for (const { at, values } of recording.rows()) {
      described.rows += 1;
      described.from = Math.min(described.from, at);
      described.until = Math.max(described.until, at);
      for (let feature = 0; feature < features; feature++) {
        const value = values[feature] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const count = (counts[feature] ?? 0) + 1;
        const before = mean[feature] ?? 0;
        const after = before + (value - before) / count;
        counts[feature] = count;
        mean[feature] = after;
        squares[feature] = (squares[feature] ?? 0) + (value - before) * (value - after);
      }
    }
  }
  if (described.rows === 0) throw new Error("the training part has no rows");
  const scale = Array.from(squares, (square, feature) => {
    const spread = Math.sqrt(square / Math.max(1, counts[feature] ?? 0));
    // A feature that never changed has no spread of its own: a percent of what it is stands for it.
    return spread > 1e-9 * Math.abs(mean[feature] ?? 0) ? spread : Math.abs(mean[feature] ?? 0) / 100 || 1;
  });
  return { described, normaliser: { mean: Array.from(mean, rounded), scale: scale.map(rounded) } };
}

function manifestOf(
  settings: TrainingSettings,
  normaliser: ModelManifest["normaliser"],
  { rows, from, until }: Described,
): ModelManifest {
  const { name, version, features, window, stepMs, maxGap, calibration, threshold, open, close } = settings;
  const { data, seed, command, timeColumn, author, licence } = settings;
  return {
    manifest: 1,
    name,
    version,
    kind: "anomaly",
    format: "tfjs-layers",
    features,
    window,
    stepMs,
    maxGap,
    normaliser,
    output: "forecast",
    calibration,
    threshold,
    open,
    close,
    golden: { input: [], output: [], tolerance: GOLDEN_TOLERANCE },
    training: {
      data,
      rows,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      seed,
      command,
      ...(timeColumn === undefined ? {} : { timeColumn }),
    },
    metrics: {},
    author,
    licence,
  };
}

/** The shortest decimal that still is this 32-bit number. */
function shortest(value: number): number {
  return Number(value.toPrecision(9));
}

export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
