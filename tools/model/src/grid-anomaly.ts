import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import type { LoadedModel } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import { type FaultKinds, SLOW_FAULTS, SUDDEN_FAULTS } from "@gridwatch/simulator";
import { addUnit, emptyFigures, type FaultFigures } from "./fault-evaluation.js";
import { faultMetrics, faultTable } from "./fault-report.js";
import type { Progress } from "./forecaster.js";
import { modelCard } from "./model-card.js";
import { writePackage } from "./model-package.js";
import { scoredSteps } from "./scored-steps.js";
import { faultsOf, type SimulatedHistory, simulatedRecording } from "./simulated-history.js";
import { withLoaded } from "./trained-model.js";
import { type TrainedModel, type TrainingSettings, trainForecast } from "./training.js";
import { withDistribution } from "./training-distribution.js";

/** How much of the simulated fleet is looked at. */
export interface FleetSize {
  trainingUnits: number;
  trainingHours: number;
  /** Takes only each so many-th window of those. */
  every: number;
  epochs: number;
  /** Of healthy units that were not trained on: measured with nothing wrong. */
  healthyUnits: number;
  healthyHours: number;
  /** Of further ones, with one sudden fault after another, and as many with slow ones. */
  faultyUnits: number;
  faultyHours: number;
}

export const FULL_FLEET: FleetSize = {
  trainingUnits: 64,
  trainingHours: 24,
  every: 30,
  epochs: 10,
  healthyUnits: 48,
  healthyHours: 24,
  faultyUnits: 48,
  faultyHours: 4,
};

const HOUR_MS = 3_600_000;
const TRAINED_FROM = Date.UTC(2026, 0, 5);
const MEASURED_FROM = Date.UTC(2026, 1, 2);
const SEEDS = { training: 1_001, heldOut: 1_002, healthy: 2_001, sudden: 2_002, slow: 2_003 };
/** Simulated units publish once a second, those in the field every few seconds. */
const INTERVALS_MS = [1_000, 2_000, 5_000, 3_000];
const HELD_OUT_UNITS = 4;

const SETTINGS: Omit<TrainingSettings, "epochs" | "every"> = {
  name: "grid-anomaly",
  version: "1.1.0",
  author: "Gridwatch",
  licence: "MIT",
  features: ELECTRICAL_METRICS.map(({ name, unit }) => ({ name, unit })),
  window: 12,
  // Long enough that a unit which publishes every 5 s fills each step.
  stepMs: 5_000,
  maxGap: 2,
  units: 16,
  batch: 64,
  learningRate: 0.0005,
  patience: 3,
  seed: 1,
  calibration: { learn: 24, forget: 2_000 },
  threshold: 0.58,
  // A load that jumps is a surprise for one step only: the next forecast knows it.
  open: { steps: 1, of: 1 },
  close: { below: 0.5, steps: 3 },
  data: "readings of simulated units (tools/simulator) with nothing wrong, of differing rating, load profile, feeder and rhythm of publishing",
  command: "npm run model -- train-defaults",
};

/** Trains the package `grid-anomaly` on simulated units, measures it on others as the service would run it, and writes it. */
export async function trainGridAnomaly(folder: string, size: FleetSize, progress: Progress): Promise<TrainedModel> {
  const { epochs, every } = size;
  const heldOut = fleet(SEEDS.heldOut, Math.min(HELD_OUT_UNITS, size.trainingUnits), TRAINED_FROM, size.trainingHours);
  const training = fleet(SEEDS.training, size.trainingUnits, TRAINED_FROM, size.trainingHours).map(simulatedRecording);
  const settings = { ...SETTINGS, epochs, every };
  const learned = await trainForecast(settings, training, heldOut.map(simulatedRecording), progress);
  progress.note?.("looking at what it was trained on");
  const trained = await withDistribution(learned, training, every);
  progress.note?.("measuring on units not trained on");
  const faultyFleet = (seed: number, kinds: FaultKinds) =>
    fleet(seed, size.faultyUnits, MEASURED_FROM, size.faultyHours, kinds);
  const { healthy, faulty } = await withLoaded(trained, async (model) => ({
    healthy: await measured(model, fleet(SEEDS.healthy, size.healthyUnits, MEASURED_FROM, size.healthyHours)),
    faulty: await measured(model, [
      ...faultyFleet(SEEDS.sudden, SUDDEN_FAULTS),
      ...faultyFleet(SEEDS.slow, SLOW_FAULTS),
    ]),
  }));
  const metrics = { ...trained.manifest.metrics, ...faultMetrics(healthy, faulty) };
  const complete = { ...trained, manifest: { ...trained.manifest, metrics } };
  await writePackage(folder, complete, modelCard(complete.manifest, faultTable(healthy, faulty)));
  return complete;
}

/** Each unit's history begins five hours later in the day than the one before, so that short ones see all hours. */
function fleet(seed: number, units: number, from: number, hours: number, faults?: FaultKinds): SimulatedHistory[] {
  return Array.from({ length: units }, (_, unit) => {
    const start = from + ((unit * 5) % 24) * HOUR_MS;
    const intervalMs = INTERVALS_MS[unit % INTERVALS_MS.length] ?? 1_000;
    return { seed, unit, from: start, until: start + hours * HOUR_MS, intervalMs, faults };
  });
}

async function measured(model: LoadedModel, histories: readonly SimulatedHistory[]): Promise<FaultFigures> {
  const plan = new ScoringPlan(model.manifest);
  const figures = emptyFigures();
  for (const history of histories) {
    const insights = [];
    for await (const insight of scoredSteps(plan, model, simulatedRecording(history))) insights.push(insight);
    addUnit(figures, insights, faultsOf(history), plan.manifest.stepMs);
  }
  return figures;
}
