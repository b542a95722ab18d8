import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnomalyEvent } from "@gridwatch/contracts";
import type { LoadedModel } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import { Random } from "@gridwatch/simulator";
import { parseCsv } from "../csv.js";
import { between, type Recording, recordingsOf } from "../recording.js";
import { scoredSteps } from "../scored-steps.js";
import { withLoaded } from "../trained-model.js";
import { type TrainingSettings, trainForecast } from "../training.js";
import type { BenchmarkFigures } from "./benchmark-result.js";
import { INJECTED_FAULTS, withFault } from "./injected-faults.js";

const FEATURES = ["VL1", "VL2", "VL3", "IL1", "IL2", "IL3"];
const STEP_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** Before, it stood unloaded. What is known to have happened is in the first part, so the later one is trained on. */
const JUDGED_FROM = Date.UTC(2019, 6, 13, 12);
const TRAINED_FROM = Date.UTC(2019, 8, 1);
/** Of 230 V: below it is a sag (IEEE 1159). */
const SAG_VOLTS = 0.9 * 230;
const LOST_AMPERES = 1;
/** Abnormal rows nearer than this are one event, and an anomaly that near is of it. */
const NEAR_MS = 2 * HOUR_MS;
const THRESHOLDS = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8];
const MOST_FALSE_ALARMS_A_WEEK = 1;
const INJECTIONS = 24;
/** Of which rows were there before and after the beginning of an injected fault: what falls into a gap cannot be found. */
const MEASURED_ROWS = 24;
const SEED = 7;

const SETTINGS: TrainingSettings = {
  name: "transformer",
  version: "1.0.0",
  author: "Gridwatch",
  licence: "MIT",
  features: FEATURES.map((name) => ({ name, unit: name.startsWith("V") ? "V" : "A" })),
  window: 16,
  stepMs: STEP_MS,
  maxGap: 4,
  units: 16,
  epochs: 30,
  batch: 32,
  learningRate: 0.005,
  patience: 8,
  seed: 1,
  every: 1,
  calibration: { learn: 200, forget: 5_000 },
  threshold: 0.5,
  open: { steps: 1, of: 1 },
  close: { below: 0.5, steps: 4 },
  data: "transformer",
  command: "npm run model -- benchmark",
};

interface Span {
  from: number;
  until: number;
}

export async function transformer(folder: string): Promise<BenchmarkFigures> {
  const table = parseCsv(await readFile(join(folder, "CurrentVoltage.csv"), "utf8"));
  const [whole] = recordingsOf(table, { time: "DeviceTimeStamp", features: FEATURES });
  if (whole === undefined) throw new Error("the transformer's file has no rows");
  const judged = between(whole, JUDGED_FROM, TRAINED_FROM);
  const trained = await trainForecast(SETTINGS, [between(whole, TRAINED_FROM, Number.POSITIVE_INFINITY)], []);
  return withLoaded(trained, async (model) => {
    const scoredFrom = JUDGED_FROM + (SETTINGS.window + SETTINGS.calibration.learn) * STEP_MS;
    const known = knownEvents(judged).filter(({ from }) => from >= scoredFrom);
    const weeks = (TRAINED_FROM - scoredFrom) / WEEK_MS;
    for (const threshold of THRESHOLDS) {
      const events = await anomalies(model, threshold, judged);
      const apart = events.filter(({ start, end = TRAINED_FROM }) =>
        known.every(({ from, until }) => start > until + NEAR_MS || end < from),
      );
      if (apart.length / weeks > MOST_FALSE_ALARMS_A_WEEK && threshold < (THRESHOLDS.at(-1) ?? 1)) continue;
      const found = known.filter(({ from, until }) =>
        events.some(({ start, end = TRAINED_FROM }) => start <= until + NEAR_MS && end >= from),
      );
      return {
        threshold,
        weeks,
        falseAlarmsPerWeek: apart.length / weeks,
        knownEvents: known.length,
        knownEventsFound: found.length,
        ...(await injected(model, threshold, judged, scoredFrom, known)),
      };
    }
    throw new Error("no threshold was tried");
  });
}

/** Each kind at some times when nothing else was wrong: the share found while it lasts, and the median delay. */
async function injected(
  model: LoadedModel,
  threshold: number,
  recording: Recording,
  scoredFrom: number,
  known: readonly Span[],
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const random = new Random(SEED);
  for (const fault of INJECTED_FAULTS) {
    const delays: number[] = [];
    for (let count = 0; count < INJECTIONS; count++) {
      const startsAt = quietTime(random, recording, scoredFrom, fault.lastsMs, known);
      const faulty = withFault(recording, fault, startsAt, count % 3, random);
      const events = await anomalies(model, threshold, faulty);
      const event = events.find(({ start }) => start > startsAt);
      if (event) delays.push((event.start - startsAt) / HOUR_MS);
    }
    figures[`${fault.kind}: found`] = delays.length / INJECTIONS;
    figures[`${fault.kind}: median delay, h`] =
      delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)] ?? Number.NaN;
  }
  return figures;
}

/** When the transformer was being measured, and nothing else was wrong. */
function quietTime(
  random: Random,
  recording: Recording,
  from: number,
  lastsMs: number,
  known: readonly Span[],
): number {
  const times = [...recording.rows()].map(({ at }) => at);
  for (;;) {
    const index = Math.floor(random.between(0, times.length));
    const at = times[index] ?? Number.NaN;
    const measuredSince = times[index - MEASURED_ROWS] ?? Number.NEGATIVE_INFINITY;
    const measuredUntil = times[index + MEASURED_ROWS] ?? Number.POSITIVE_INFINITY;
    const longest = 1.5 * MEASURED_ROWS * STEP_MS;
    if (at < from || at + lastsMs > TRAINED_FROM || at - measuredSince > longest || measuredUntil - at > longest)
      continue;
    if (known.every((event) => at > event.until + DAY_MS || at + lastsMs < event.from - NEAR_MS)) return at;
  }
}

/** Each as it stood last. */
async function anomalies(model: LoadedModel, threshold: number, recording: Recording): Promise<AnomalyEvent[]> {
  const close = { ...SETTINGS.close, below: threshold };
  const plan = new ScoringPlan({ ...model.manifest, threshold, close });
  const events = new Map<string, AnomalyEvent>();
  for await (const { event } of scoredSteps(plan, model, recording)) if (event) events.set(event.id, event);
  return [...events.values()];
}

/** By the limits of the standard: a phase below 0.9 of its voltage, or without current. */
function knownEvents(recording: Recording): Span[] {
  const events: Span[] = [];
  for (const { at, values } of recording.rows()) {
    const [v1 = 0, v2 = 0, v3 = 0, ...amperes] = Array.from(values);
    if (Math.min(v1, v2, v3) >= SAG_VOLTS && Math.min(...amperes) >= LOST_AMPERES) continue;
    const open = events.at(-1);
    if (open && at - open.until <= NEAR_MS) open.until = at;
    else events.push({ from: at, until: at });
  }
  return events;
}
