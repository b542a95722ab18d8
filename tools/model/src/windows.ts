import { type AddOutcome, type ScoringPlan, UnitWindows } from "@gridwatch/scoring";
import type { Recording, Row } from "./recording.js";

/** What a forecast is trained with: windows as the service fills them, and the step that followed each. Normalised. */
export interface Windows {
  count: number;
  inputs: Float32Array;
  targets: Float32Array;
}

/** Of scorers, or of their windows alone. */
interface Steps {
  add(unit: number, timestampMs: number, values: ArrayLike<number>): AddOutcome;
  due(unit: number): number | undefined;
}

/** The one unit of a recording. */
export const UNIT = 0;

/**
 * Hands a recording's readings over one by one, as a service does, and yields every step that they close. Whoever takes a step must
 * conclude it before asking for the next.
 */
export function* dueSteps(plan: ScoringPlan, rows: Iterable<Row>, steps: Steps): Generator<number> {
  for (const { at, values } of closed(plan, rows)) {
    for (;;) {
      const outcome = steps.add(UNIT, at, values);
      for (let step = steps.due(UNIT); step !== undefined; step = steps.due(UNIT)) yield step;
      if (outcome !== "CONCLUDE_FIRST") break;
    }
  }
}

/** A step closes when a later one begins, which the last ones of a file would wait for in vain: a row far enough behind them. */
function* closed(plan: ScoringPlan, rows: Iterable<Row>): Generator<Row> {
  let lastAt = Number.NaN;
  for (const row of rows) {
    yield row;
    lastAt = row.at;
  }
  if (!Number.isNaN(lastAt)) yield { at: lastAt + (plan.lateSteps + 1) * plan.manifest.stepMs, values: [0] };
}

/** @param every takes only each so many-th window of the recording */
export function windowsOf(plan: ScoringPlan, recording: Recording, every = 1): Windows {
  const windows = new UnitWindows(plan);
  const { normaliser } = plan.manifest;
  const inputs: Float32Array[] = [];
  const targets: Float32Array[] = [];
  let complete = 0;
  const input = new Float32Array(plan.inputSize);
  for (const _step of dueSteps(plan, recording.rows(), windows)) {
    if (windows.fill(UNIT, input, 0) && complete++ % every === 0) {
      windows.observe(UNIT, plan.observed);
      const target = Float32Array.from(plan.observed, (value, feature) =>
        Math.max(-50, Math.min(50, (value - (normaliser.mean[feature] ?? 0)) / (normaliser.scale[feature] ?? 1))),
      );
      if (!target.some(Number.isNaN)) {
        inputs.push(input.slice());
        targets.push(target);
      }
    }
    windows.conclude(UNIT);
  }
  return { count: inputs.length, inputs: joined(inputs), targets: joined(targets) };
}

export function joinWindows(all: readonly Windows[]): Windows {
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    inputs: joined(all.map(({ inputs }) => inputs)),
    targets: joined(all.map(({ targets }) => targets)),
  };
}

/** The windows from `from` on and before `until`, counted. */
export function someWindows({ count, inputs, targets }: Windows, from: number, until: number): Windows {
  const inputSize = inputs.length / Math.max(1, count);
  const targetSize = targets.length / Math.max(1, count);
  return {
    count: until - from,
    inputs: inputs.subarray(from * inputSize, until * inputSize),
    targets: targets.subarray(from * targetSize, until * targetSize),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
