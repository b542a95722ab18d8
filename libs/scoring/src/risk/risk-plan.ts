import type { Forecast, RiskDriver } from "@gridwatch/contracts";
import { INPUT_LIMIT, type LoadedModel, type ModelManifest } from "@gridwatch/models";
import {
  enoughHistory,
  RISK_FEATURES,
  RISK_HOURS,
  RISK_HOURS_NEEDED,
  type RiskHistory,
  type RiskHours,
  riskFeatures,
} from "./risk-features.js";

const HOUR_MS = 3_600_000;
const DRIVERS = 5;
/** A driver's observed value is its mean over so many last known hours. */
const OF_LATE = 6;
const LEAST_PROBABILITY = 1e-6;

/** A unit's history as a model takes it. */
export interface RiskInput {
  /** [168][features of the model], normalised; 0, which is the usual, where nothing is known. */
  input: Float32Array;
  /** What each feature was of late, in its own unit; NaN where it is not known. */
  observed: Float64Array;
  known: number;
  enough: boolean;
}

/** What a forecast needs of a manifest, worked out once. The model says by name which of `RISK_FEATURES` it takes. */
export class RiskPlan {
  private readonly columns: number[];

  /** @throws Error that says why the model makes no forecast from hourly features */
  constructor(readonly manifest: ModelManifest) {
    const { name, version, kind, window, stepMs, features } = manifest;
    const said = `${name}@${version}`;
    if (kind !== "failure-risk") throw new Error(`${said} is no failure-risk model`);
    if (window !== RISK_HOURS || stepMs !== HOUR_MS) {
      throw new Error(`${said} has a window of ${window} steps of ${stepMs} ms; ${RISK_HOURS} hours are due`);
    }
    this.columns = features.map((feature) => RISK_FEATURES.findIndex((known) => known.name === feature.name));
    const unknown = features.filter((_, place) => this.columns[place] === -1);
    if (unknown.length > 0)
      throw new Error(`${said} wants unknown features: ${unknown.map((one) => one.name).join(", ")}`);
  }

  prepare(history: RiskHistory): RiskInput {
    const hours = riskFeatures(history);
    const observed = Float64Array.from(this.columns, (_, feature) => this.ofLate(hours, feature));
    const known = hours.known.filter(Boolean).length;
    return { input: this.normalise(hours), observed, known, enough: enoughHistory(hours.known) };
  }

  /** [168][features of the model] as the model is trained and asked: 0, which is the usual, where nothing is known. */
  normalise(hours: RiskHours): Float32Array {
    const { mean, scale } = this.manifest.normaliser;
    const features = this.columns.length;
    const input = new Float32Array(RISK_HOURS * features);
    for (let hour = 0; hour < RISK_HOURS; hour++) {
      for (let feature = 0; feature < features; feature++) {
        const normalised = (this.value(hours, hour, feature) - (mean[feature] ?? 0)) / (scale[feature] ?? 1);
        if (Number.isNaN(normalised)) continue;
        input[hour * features + feature] = Math.max(-INPUT_LIMIT, Math.min(INPUT_LIMIT, normalised));
      }
    }
    return input;
  }

  /** What is known of a feature of the model in an hour, in its own unit; else NaN. */
  value({ values, known }: RiskHours, hour: number, feature: number): number {
    const column = this.columns[feature] ?? -1;
    return known[hour] ? (values[hour * RISK_FEATURES.length + column] ?? Number.NaN) : Number.NaN;
  }

  private ofLate(hours: RiskHours, feature: number): number {
    const late: number[] = [];
    for (let hour = RISK_HOURS - 1; hour >= 0 && late.length < OF_LATE; hour--) {
      const value = this.value(hours, hour, feature);
      if (!Number.isNaN(value)) late.push(value);
    }
    return late.length === 0 ? Number.NaN : late.reduce((sum, value) => sum + value, 0) / late.length;
  }

  /**
   * One call of the model: the unit as it is, and once more for each feature with that one as it usually is.
   * @param at end of the last hour, epoch milliseconds
   */
  async forecast(model: LoadedModel, device: string, at: number, history: RiskHistory): Promise<Forecast> {
    const { name, version, threshold } = this.manifest;
    const { input, observed, known, enough } = this.prepare(history);
    const base = { device, at, hours: { known, needed: RISK_HOURS_NEEDED }, model: { name, version } };
    if (!enough) return { ...base, reason: "INSUFFICIENT_DATA" };
    const output = await model.run(this.occluded(input), 1 + this.columns.length);
    const within24h = probability(output[0]);
    // Who fails within 24 hours fails within 48; a model learns the two apart.
    const within48h = Math.max(within24h, probability(output[1]));
    return { ...base, reason: "FORECAST", within24h, within48h, threshold, drivers: this.drivers(output, observed) };
  }

  private occluded(input: Float32Array): Float32Array {
    const features = this.columns.length;
    const all = new Float32Array((1 + features) * input.length);
    for (let variant = 0; variant <= features; variant++) all.set(input, variant * input.length);
    for (let feature = 0; feature < features; feature++) {
      const from = (1 + feature) * input.length + feature;
      for (let hour = 0; hour < RISK_HOURS; hour++) all[from + hour * features] = 0;
    }
    return all;
  }

  /** By how much the log-odds within 48 hours fall when a feature is as usual; of those that raise the risk. */
  private drivers(output: Float32Array, observed: Float64Array): RiskDriver[] {
    const whole = logOdds(output[1]);
    const raised = this.manifest.features
      .map(({ name: feature }, place) => ({
        feature,
        drop: whole - logOdds(output[2 * (place + 1) + 1]),
        usual: this.manifest.normaliser.mean[place] ?? 0,
        observed: observed[place] ?? Number.NaN,
      }))
      .filter(({ drop, observed }) => drop > 0 && Number.isFinite(observed))
      .sort((one, other) => other.drop - one.drop)
      .slice(0, DRIVERS);
    const sum = raised.reduce((total, { drop }) => total + drop, 0);
    return raised.map(({ drop, ...driver }) => ({ ...driver, share: drop / sum }));
  }
}

function probability(value = Number.NaN): number {
  return Math.max(0, Math.min(1, value));
}

function logOdds(value = Number.NaN): number {
  const within = Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, value));
  return Math.log(within / (1 - within));
}
