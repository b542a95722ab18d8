import type { ModelManifest } from "@gridwatch/models";

/** Steps that a unit holds open beyond those that late readings may still find: readings that come in a burst need not wait for each conclusion. */
const SLACK_STEPS = 4;

/**
 * What scoring needs of a manifest, worked out once and shared by all units of a model: also the scratch space of one
 * conclusion, since scoring is synchronous and unit after unit.
 */
export class ScoringPlan {
  readonly features: number;
  readonly stepMs: number;
  /** Steps of a unit that may hold readings before they are concluded. */
  readonly openSteps: number;
  /** Of the normaliser, by feature. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** Numbers of a unit in the model's input and in its output. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** A forecast is compared with the step after its window; anything else with the window's last step. */
  readonly ahead: 0 | 1;
  readonly residuals: Float64Array;
  /** Logarithms of how large the residuals are, and their moving means. */
  readonly sizes: Float64Array;
  readonly smoothedSizes: Float64Array;
  readonly expected: Float64Array;
  readonly observed: Float64Array;
  readonly surprises: Float64Array;
  /** Features of the step that were read, by surprise. */
  readonly ranking: Uint16Array;
  readonly signals: readonly string[];
  readonly model: { name: string; version: string };

  constructor(
    readonly manifest: ModelManifest,
    /** Steps for which a step stays open to late readings after a later one was seen. */
    readonly lateSteps = 1,
  ) {
    const { output, window, normaliser } = manifest;
    if (manifest.kind !== "anomaly" || output === "probability" || !manifest.calibration) {
      throw new Error(`${manifest.name}@${manifest.version} is no anomaly model with a calibration`);
    }
    this.features = manifest.features.length;
    this.stepMs = manifest.stepMs;
    this.openSteps = lateSteps + 1 + SLACK_STEPS;
    this.means = Float64Array.from(manifest.features, (_, feature) => normaliser.mean[feature] ?? 0);
    this.scales = Float64Array.from(manifest.features, (_, feature) => normaliser.scale[feature] || 1);
    this.inputSize = window * this.features;
    this.outputSize = output === "reconstruction" ? this.inputSize : this.features;
    this.ahead = output === "forecast" ? 1 : 0;
    this.residuals = new Float64Array(this.features);
    this.sizes = new Float64Array(this.features);
    this.smoothedSizes = new Float64Array(this.features);
    this.expected = new Float64Array(this.features);
    this.observed = new Float64Array(this.features);
    this.surprises = new Float64Array(this.features);
    this.ranking = new Uint16Array(this.features);
    this.model = { name: manifest.name, version: manifest.version };
    this.signals = manifest.features.map(({ name }) => name);
  }
}
