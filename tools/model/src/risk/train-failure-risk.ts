import type { ModelManifest } from "@gridwatch/models";
import { RISK_FEATURES, RISK_HOURS, RiskPlan } from "@gridwatch/scoring";
import { rounded, type TrainedModel } from "../training.js";
import { bestThreshold, brier } from "./decision-figures.js";
import { bestFeature, lastDayMeans, logisticRegression, oneFeature } from "./risk-baselines.js";
import { riskCard } from "./risk-card.js";
import { baselineFigures, riskFigures, within48h } from "./risk-figures.js";
import { HOUR_MS, type RiskMoment } from "./risk-moments.js";
import { type RiskExamples, RiskNetwork } from "./risk-network.js";
import { riskNormaliser } from "./risk-normaliser.js";

/** Moments by what they are used for; no unit is in two parts. */
export interface RiskParts {
  training: readonly RiskMoment[];
  /** Decide when to stop. */
  stopping: readonly RiskMoment[];
  /** Make the probabilities right and choose the threshold. */
  calibration: readonly RiskMoment[];
  /** Measure the result; in order of time for each unit, every `everyHours`. */
  measured: readonly RiskMoment[];
  everyHours: number;
}

export interface RiskSettings {
  name: string;
  version: string;
  author: string;
  licence: string;
  training: Omit<ModelManifest["training"], "rows">;
  /** What the reader of the card should know first. */
  about: string;
}

/** Trains, calibrates and measures the probability of a failure, each on units of its own. */
export async function trainFailureRisk(
  parts: RiskParts,
  settings: RiskSettings,
): Promise<{ trained: TrainedModel; card: string }> {
  const { training, stopping, calibration, measured, everyHours } = parts;
  const columns = columnsOf(training);
  const draft = draftOf(settings, training, columns);
  const plan = new RiskPlan(draft);
  const seed = settings.training.seed;
  const network = await RiskNetwork.create(RISK_HOURS, columns.length, seed);
  try {
    await network.train(examples(plan, training), examples(plan, stopping), seed);
    const { x, y } = examples(plan, measured);
    const raw = network.predict(x);
    const calibrating = examples(plan, calibration);
    network.calibrate(calibrating);
    const said = network.predict(x);
    const threshold = rounded(
      bestThreshold(within48h(network.predict(calibrating.x)), within48h(calibrating.y)).threshold,
    );
    const firstFailing = Math.max(0, within48h(y).indexOf(1));
    const golden = x.slice(
      (firstFailing * x.length) / measured.length,
      ((firstFailing + 1) * x.length) / measured.length,
    );
    const manifest: ModelManifest = {
      ...draft,
      threshold,
      golden: {
        input: Array.from(golden, shortest),
        output: Array.from(network.predict(golden), shortest),
        tolerance: 1e-3,
      },
      metrics: {
        trainingMoments: training.length,
        ...riskFigures(measured, raw, said, threshold, everyHours),
        ...baselines(plan, parts),
      },
    };
    const trained = { manifest, artefact: await network.save() };
    return { trained, card: riskCard(manifest, settings.about, measured, raw, said) };
  } finally {
    network.dispose();
  }
}

/** Of `RISK_FEATURES`, those that are known of any hour at all: what was recorded may lack anomaly scores. */
function columnsOf(moments: readonly RiskMoment[]): number[] {
  const isKnown = (column: number) =>
    moments.some(({ hours: { values } }) => {
      for (let at = column; at < values.length; at += RISK_FEATURES.length) {
        if (!Number.isNaN(values[at])) return true;
      }
      return false;
    });
  return [...RISK_FEATURES.keys()].filter(isKnown);
}

function draftOf(
  { training, about: _, ...settings }: RiskSettings,
  moments: readonly RiskMoment[],
  columns: readonly number[],
): ModelManifest {
  return {
    manifest: 1,
    ...settings,
    kind: "failure-risk",
    format: "tfjs-layers",
    features: columns.map((column) => RISK_FEATURES[column] ?? { name: "", unit: "" }),
    window: RISK_HOURS,
    stepMs: HOUR_MS,
    maxGap: 0,
    normaliser: riskNormaliser(moments, columns),
    output: "probability",
    threshold: 0.5,
    golden: { input: [], output: [], tolerance: 0 },
    training: { ...training, rows: moments.length },
    metrics: {},
  };
}

function examples(plan: RiskPlan, moments: readonly RiskMoment[]): RiskExamples {
  const size = RISK_HOURS * plan.manifest.features.length;
  const x = new Float32Array(moments.length * size);
  for (const [place, { hours }] of moments.entries()) x.set(plan.normalise(hours), place * size);
  return { x, y: Float32Array.from(moments.flatMap(({ fails }) => fails)) };
}

/** Trained and given a threshold on the units that the model is. */
function baselines(plan: RiskPlan, { training, calibration, measured, everyHours }: RiskParts): Record<string, number> {
  const days = (moments: readonly RiskMoment[]) => moments.map(({ hours }) => lastDayMeans(plan.normalise(hours)));
  const fails = (moments: readonly RiskMoment[]) => moments.map((moment) => moment.fails[1]);
  const [trained, calibrating, unseen] = [days(training), days(calibration), days(measured)];
  const feature = bestFeature(trained, fails(training));
  const probability = logisticRegression(trained, fails(training));
  const figures = (name: string, scores: (days: number[][]) => number[]) => {
    const { threshold } = bestThreshold(scores(calibrating), fails(calibration));
    return baselineFigures(name, measured, scores(unseen), threshold, everyHours);
  };
  return {
    ...baselineFigures(
      "always",
      measured,
      measured.map(() => 1),
      1,
      everyHours,
    ),
    ...figures(`${plan.manifest.features[feature]?.name} alone`, (of) => oneFeature(of, feature)),
    ...figures("logistic", (of) => of.map(probability)),
    "brier logistic": rounded(brier(unseen.map(probability), fails(measured))),
  };
}

/** The shortest decimal that still is this 32-bit number. */
function shortest(value: number): number {
  return Number(value.toPrecision(9));
}
