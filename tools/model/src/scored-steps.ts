import type { Insight } from "@gridwatch/contracts";
import { type ScoringPlan, UnitScorers, UnitWindows } from "@gridwatch/scoring";
import type { FileRecording, FileRow, Recording } from "./recording.js";
import { dueSteps, UNIT } from "./windows.js";

/** What runs windows through a model: normalised input of so many windows, one after another, and its output for each. */
export interface WindowModel {
  run(input: Float32Array, windows: number): Promise<Float32Array>;
}

const WINDOWS_AT_ONCE = 1_024;

/**
 * What the service would say of a recording, step by step. The model's answers do not depend on what was learned of the unit, so they are
 * worked out some steps ahead, many at once; memory stays bounded.
 */
export async function* scoredSteps(
  plan: ScoringPlan,
  model: WindowModel,
  recording: Recording,
): AsyncGenerator<Insight> {
  const scorers = new UnitScorers(plan);
  scorers.open(recording.unit);
  const ahead = windowsAhead(plan, recording);
  const input = new Float32Array(WINDOWS_AT_ONCE * plan.inputSize);
  const own = new Float32Array(plan.inputSize);
  let output = new Float32Array(0);
  let taken = 0;
  for (const _step of dueSteps(plan, recording.rows(), scorers)) {
    if (!scorers.fill(UNIT, own, 0)) {
      yield scorers.concludeWithout(UNIT);
      continue;
    }
    if (taken * plan.outputSize === output.length) {
      let filled = 0;
      while (filled < WINDOWS_AT_ONCE) {
        const { value, done } = ahead.next();
        if (done) break;
        input.set(value, filled * plan.inputSize);
        filled += 1;
      }
      output = Float32Array.from(await model.run(input.subarray(0, filled * plan.inputSize), filled));
      taken = 0;
    }
    yield scorers.conclude(UNIT, output, taken * plan.outputSize);
    taken += 1;
  }
}

/** What was told of the step that a row is in; nothing where the platform says nothing of it. */
export interface ToldRow<T> {
  row: FileRow;
  /** The step's end, epoch milliseconds. */
  end: number;
  told: T | undefined;
}

/** The rows of a recording in order of time, each with what `tell` makes of its step's insight. */
export async function toldRows<T>(
  plan: ScoringPlan,
  model: WindowModel,
  recording: FileRecording,
  tell: (insight: Insight) => T,
): Promise<ToldRow<T>[]> {
  const { stepMs } = plan;
  const steps = new Map<number, T>();
  for await (const insight of scoredSteps(plan, model, recording)) steps.set(insight.at, tell(insight));
  return recording.rows().map((row) => {
    const end = (Math.floor(row.at / stepMs) + 1) * stepMs;
    return { row, end, told: steps.get(end) };
  });
}

/** The windows that a scorer of the same recording will fill. The array yielded is used again for the next. */
function* windowsAhead(plan: ScoringPlan, recording: Recording): Generator<Float32Array, undefined> {
  const windows = new UnitWindows(plan);
  const input = new Float32Array(plan.inputSize);
  for (const _step of dueSteps(plan, recording.rows(), windows)) {
    if (windows.fill(UNIT, input, 0)) yield input;
    windows.conclude(UNIT);
  }
  return undefined;
}
