import { RISK_HOURS } from "@gridwatch/scoring";
import { bestThreshold } from "./decision-figures.js";

const LAST_HOURS = 24;
/** A sag is 50 spreads away; a straight line through such values would know nothing else. */
const FURTHEST = 10;
const ROUNDS = 400;
const RATE = 0.5;
const DECAY = 1e-3;

/** Each feature's normalised mean over the last day. @param input [168][features] */
export function lastDayMeans(input: Float32Array): number[] {
  const features = input.length / RISK_HOURS;
  return Array.from({ length: features }, (_, feature) => {
    let sum = 0;
    for (let hour = RISK_HOURS - LAST_HOURS; hour < RISK_HOURS; hour++) sum += input[hour * features + feature] ?? 0;
    return Math.max(-FURTHEST, Math.min(FURTHEST, sum / LAST_HOURS));
  });
}

/** The feature that alone tells failures best, by how far it is from the usual, either way. */
export function bestFeature(days: readonly number[][], fails: readonly number[]): number {
  let best = { feature: 0, f1: -1 };
  days[0]?.forEach((_, feature) => {
    const { f1 } = bestThreshold(oneFeature(days, feature), fails);
    if (f1 > best.f1) best = { feature, f1 };
  });
  return best.feature;
}

export function oneFeature(days: readonly number[][], feature: number): number[] {
  return days.map((means) => Math.abs(means[feature] ?? 0));
}

/** Logistic regression on the last day's means and how far they are from the usual. */
export function logisticRegression(days: readonly number[][], fails: readonly number[]): (day: number[]) => number {
  const inputs = days.map(terms);
  const weights = new Float64Array(inputs[0]?.length ?? 0);
  const answer = (input: readonly number[]) =>
    1 / (1 + Math.exp(-input.reduce((sum, value, place) => sum + value * (weights[place] ?? 0), 0)));
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = new Float64Array(weights.length);
    inputs.forEach((input, row) => {
      const off = answer(input) - (fails[row] ?? 0);
      input.forEach((value, place) => {
        gradient[place] = (gradient[place] ?? 0) + off * value;
      });
    });
    gradient.forEach((slope, place) => {
      const weight = weights[place] ?? 0;
      weights[place] = weight - RATE * (slope / inputs.length + DECAY * weight);
    });
  }
  return (day) => answer(terms(day));
}

function terms(day: readonly number[]): number[] {
  return [1, ...day.map((value) => value / 3), ...day.map((value) => Math.abs(value) / 3)];
}
