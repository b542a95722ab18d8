/** One step of a unit, as some detector sees it beside the truth. */
export interface JudgedStep {
  /** Its end, epoch milliseconds. */
  at: number;
  /** Whether something was really wrong. */
  truth: boolean;
  flag: boolean;
  /** Higher is more abnormal; undefined where the detector had not enough data. */
  score: number | undefined;
}

export interface DetectionFigures {
  steps: number;
  precision: number;
  recall: number;
  f1: number;
  /** Area under the curve of precision over recall, as the sum over thresholds of precision times the recall won. */
  aucPr: number;
  /** Of the steps with nothing wrong, those flagged; of those with something wrong, those not flagged. */
  falseAlarmShare: number;
  missedShare: number;
  /** Alarms (flagged steps in a row) without any step that was really wrong. */
  falseAlarmsPerUnitDay: number;
  /** Steps in a row with something wrong, and how many of them have a flagged step. */
  faults: number;
  faultsFound: number;
  /** Median over the faults found, from the alarm's first step to the fault's: below zero where the alarm came after. */
  leadSeconds: number;
}

const DAY_MS = 86_400_000;

/** @param units each unit's steps in order of time; NaN where a figure has no meaning */
export function detectionFigures(units: readonly (readonly JudgedStep[])[], stepMs: number): DetectionFigures {
  let hits = 0;
  let falseAlarms = 0;
  let misses = 0;
  let quiet = 0;
  let falseRuns = 0;
  const leads: number[] = [];
  let faults = 0;
  for (const steps of units) {
    for (const { truth, flag } of steps) {
      if (flag && truth) hits += 1;
      else if (flag) falseAlarms += 1;
      else if (truth) misses += 1;
      else quiet += 1;
    }
    const alarms = runs(steps, ({ flag }) => flag);
    const wrong = runs(steps, ({ truth }) => truth);
    faults += wrong.length;
    falseRuns += alarms.filter((alarm) => !wrong.some((fault) => overlap(alarm, fault))).length;
    for (const fault of wrong) {
      const alarm = alarms.find((one) => overlap(one, fault));
      if (alarm) leads.push(((steps[fault.first]?.at ?? 0) - (steps[alarm.first]?.at ?? 0)) / 1_000);
    }
  }
  const steps = hits + falseAlarms + misses + quiet;
  const precision = hits / (hits + falseAlarms);
  const recall = hits / (hits + misses);
  return {
    steps,
    precision,
    recall,
    f1: (2 * hits) / (2 * hits + falseAlarms + misses),
    aucPr: averagePrecision(units.flat()),
    falseAlarmShare: falseAlarms / (falseAlarms + quiet),
    missedShare: misses / (hits + misses),
    falseAlarmsPerUnitDay: falseRuns / ((steps * stepMs) / DAY_MS),
    faults,
    faultsFound: leads.length,
    leadSeconds: leads.sort((a, b) => a - b)[Math.floor(leads.length / 2)] ?? Number.NaN,
  };
}

/** Precision over recall from the strictest threshold on; steps without a score count as the least abnormal. */
export function precisionRecall(steps: readonly JudgedStep[]): { recall: number; precision: number }[] {
  const sorted = [...steps].sort((a, b) => scoreOf(b) - scoreOf(a));
  const all = steps.filter(({ truth }) => truth).length;
  const points: { recall: number; precision: number }[] = [];
  let hits = 0;
  sorted.forEach((step, index) => {
    if (step.truth) hits += 1;
    const next = sorted[index + 1];
    // Steps of one score are above a threshold together or not at all.
    if (next === undefined || scoreOf(next) < scoreOf(step)) {
      points.push({ recall: hits / all, precision: hits / (index + 1) });
    }
  });
  return points;
}

function averagePrecision(steps: readonly JudgedStep[]): number {
  let before = 0;
  let area = 0;
  for (const { recall, precision } of precisionRecall(steps)) {
    area += (recall - before) * precision;
    before = recall;
  }
  return area;
}

function scoreOf({ score }: JudgedStep): number {
  return score ?? Number.NEGATIVE_INFINITY;
}

interface Run {
  first: number;
  last: number;
}

function runs(steps: readonly JudgedStep[], within: (step: JudgedStep) => boolean): Run[] {
  const all: Run[] = [];
  let open: Run | undefined;
  steps.forEach((step, index) => {
    if (!within(step)) open = undefined;
    else if (open) open.last = index;
    else {
      open = { first: index, last: index };
      all.push(open);
    }
  });
  return all;
}

function overlap(one: Run, other: Run): boolean {
  return one.first <= other.last && other.first <= one.last;
}
