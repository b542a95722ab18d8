import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { FAILURE_MODES, Random, unitLife } from "@gridwatch/simulator";
import type { Row } from "../recording.js";
import { HOUR_MS, meansOf, type UnitCourse } from "./risk-moments.js";

export const LIFE_DAYS = 12;
/** Six lives, four of which fail, each in its own way. */
export const LIVES_OF_A_GROUP = FAILURE_MODES.length + 2;
const INTERVAL_MS = 120_000;

/** The life of one unit from `from` on. The same seed and number give the same life. */
export function simulatedLife(seed: number, unit: number, from: number): UnitCourse {
  const random = new Random(seed).fork(unit);
  const mode = FAILURE_MODES[unit % LIVES_OF_A_GROUP];
  const onset = from + random.between(12, 120) * HOUR_MS;
  const until = from + LIFE_DAYS * 24 * HOUR_MS;
  const life = unitLife(random, { from, until, intervalMs: INTERVAL_MS, failure: mode && { mode, onset } });
  const { means, lastAt } = meansOf(rows(life), from);
  const endsAt = lastAt + INTERVAL_MS;
  return { unit: `simulated-${unit}`, from, means, endsAt, mode, failed: endsAt < until };
}

function* rows(life: ReturnType<typeof unitLife>): Generator<Row> {
  for (const { at, reading } of life) yield { at, values: ELECTRICAL_METRICS.map(({ name }) => reading[name]) };
}
