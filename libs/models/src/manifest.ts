/** How a number is distributed: of `edges` in ascending order, `shares` says the part below the first, between each two, and from the last on. */
export interface Distribution {
  edges: number[];
  shares: number[];
}

/** What a model package says of itself, in `model.manifest.json`. */
export interface ModelManifest {
  /** Of this format. */
  manifest: 1;
  /** Lower case, digits and dashes. */
  name: string;
  /** Semantic version. */
  version: string;
  kind: "anomaly" | "failure-risk";
  format: "onnx" | "tfjs-layers";
  /** The model's inputs along the last axis of its input tensor, in this order. */
  features: { name: string; unit: string }[];
  /** Steps that the model sees: its input tensor is float32 [units, window, features], normalised. */
  window: number;
  /** Length of a step, milliseconds. A step's value is the mean of its readings. */
  stepMs: number;
  /** Steps in a row without a reading of a feature that are bridged by its last value; beyond, there is insufficient data. */
  maxGap: number;
  /** Normalised value = (value − mean) / scale, by feature. */
  normaliser: { mean: number[]; scale: number[] };
  /**
   * What the model answers, float32:
   * - `forecast`: [units, features], the step after its window, normalised
   * - `reconstruction`: [units, window, features], its window again, normalised
   * - `score`: [units, features], each feature's residual at the window's last step, ≥ 0
   * - `probability`: [units, 2], of failure within 24 h and within 48 h
   */
  output: "forecast" | "reconstruction" | "score" | "probability";
  /** How a unit's own recent residuals turn its next one into a score. `anomaly` alone. */
  calibration?: {
    /** Steps of a unit until it is scored. */
    learn: number;
    /** Steps until half of what was learned is forgotten. */
    forget: number;
    /** What training found of the residuals' sizes, by feature: a unit's calibration starts from it. Without, it starts from nothing. */
    residuals?: {
      /** Their 95 % quantile, of a usual unit; normalised. */
      high: number[];
      /**
       * The shape of a Weibull tail from there on: 1.6 is that of normal noise, 0.6 one with rare large steps, such as those of a tap changer, which
       * a unit may not have shown yet.
       */
      tail: number[];
    };
  };
  /** A score from here on, 0..1, is abnormal. */
  threshold: number;
  /** An anomaly opens after `steps` of the last `of` steps at or above the threshold. `anomaly` alone. */
  open?: { steps: number; of: number };
  /** It closes after `steps` in a row below `below`. `anomaly` alone. */
  close?: { below: number; steps: number };
  /** A pair that the loaded model has to reproduce: normalised input [units][window][features] and its output, flattened. */
  /** What the model answers to one window, both flattened, to within `tolerance`: in proportion of outputs larger than 1. */
  golden: { input: number[]; output: number[]; tolerance: number };
  training: {
    data: string;
    rows: number;
    from: string;
    until: string;
    seed: number;
    command: string;
    /** Of the file that it was trained on: the column of the time, which another file of the same making is likely to have. */
    timeColumn?: string;
    /** Of each feature at the window's last step, normalised, and of the score, over the training part: what drift is measured against. */
    distribution?: { inputs: Distribution[]; score: Distribution };
  };
  /** What was measured on data that was not trained on. */
  metrics: Record<string, number>;
  author: string;
  licence: string;
}

export const MANIFEST_FILE = "model.manifest.json";
export const MODEL_CARD_FILE = "MODEL_CARD.md";

/** The model's own file, by format. */
export const MODEL_FILES = { onnx: "model.onnx", "tfjs-layers": "model.json" } as const;
