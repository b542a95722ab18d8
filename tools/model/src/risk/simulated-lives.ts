import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import type { LoadedModel, ModelManifest } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import { FAILURE_MODES, Random, unitLife } from "@gridwatch/simulator";
import type { Row } from "../recording.js";
import { scoredSteps } from "../scored-steps.js";
import { HOUR_MS, meansOf, type UnitCourse } from "./risk-moments.js";

export const LIFE_DAYS = 12;
/** Six lives, four of which fail, each in its own way. */
export const LIVES_OF_A_GROUP = FAILURE_MODES.length + 2;
const INTERVAL_MS = 120_000;
/** So long at the beginning of each hour the unit is read every step of the anomaly model, for which the rest of the hour is too coarse. */
const SCORED_MS = 600_000;
const SCORED_SHARE = SCORED_MS / HOUR_MS;

/** The life of one unit from `from` on, whose anomaly scores `model` gives. The same seed and number give the same life. */
export async function simulatedLife(seed: number, unit: number, from: number, model: LoadedModel): Promise<UnitCourse> {
  const random = new Random(seed).fork(unit);
  const mode = FAILURE_MODES[unit % LIVES_OF_A_GROUP];
  const onset = from + random.between(12, 120) * HOUR_MS;
  const until = from + LIFE_DAYS * 24 * HOUR_MS;
  const { stepMs } = model.manifest;
  const isScored = (at: number) => (at - from) % HOUR_MS < SCORED_MS;
  const intervalMs = (at: number) => (isScored(at) ? stepMs : INTERVAL_MS);
  const life = [...rows(unitLife(random, { from, until, intervalMs, failure: mode && { mode, onset } }))];
  const { means, lastAt } = meansOf(life, from);
  const scores = await hourlyScores(
    life.filter(({ at }) => isScored(at)),
    from,
    model,
  );
  const endsAt = lastAt + intervalMs(lastAt);
  return { unit: `simulated-${unit}`, from, means, scores, endsAt, mode, failed: endsAt < until };
}

function* rows(life: ReturnType<typeof unitLife>): Generator<Row> {
  for (const { at, reading } of life) yield { at, values: ELECTRICAL_METRICS.map(({ name }) => reading[name]) };
}

/** Mean score of each hour's scored minutes; `null` where there is none. */
async function hourlyScores(life: readonly Row[], from: number, model: LoadedModel): Promise<(number | null)[]> {
  const sums: { sum: number; count: number }[] = [];
  const plan = new ScoringPlan(forgettingByTheClock(model.manifest));
  for await (const { at, score } of scoredSteps(plan, model, { unit: "simulated", rows: () => life })) {
    if (score === undefined) continue;
    const hour = Math.floor((at - 1 - from) / HOUR_MS);
    const { sum, count } = sums[hour] ?? { sum: 0, count: 0 };
    sums[hour] = { sum: sum + score, count: count + 1 };
  }
  return Array.from(sums, (hour) => (hour === undefined ? null : hour.sum / hour.count));
}

/** What lasts is learned in so many steps: in as much time of the unit's life, although only a part of it is scored. */
function forgettingByTheClock(manifest: ModelManifest): ModelManifest {
  const { calibration } = manifest;
  if (calibration === undefined) return manifest;
  return { ...manifest, calibration: { ...calibration, forget: Math.round(calibration.forget * SCORED_SHARE) } };
}
