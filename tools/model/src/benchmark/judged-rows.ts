import type { LoadedModel } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import type { JudgedStep } from "../detection-figures.js";
import type { FileRecording } from "../recording.js";
import { scoredSteps } from "../scored-steps.js";

/** What the platform says of each row from `first` on, by the step that the row is in. */
export async function judgedRows(
  model: LoadedModel,
  recording: FileRecording,
  first: number,
  isWrong: (index: number) => boolean,
): Promise<JudgedStep[]> {
  const { stepMs } = model.manifest;
  const steps = new Map<number, { flag: boolean; score: number | undefined }>();
  for await (const { at, score, event } of scoredSteps(new ScoringPlan(model.manifest), model, recording)) {
    steps.set(at, { flag: event !== undefined && event.end === undefined, score });
  }
  return recording
    .rows()
    .slice(first)
    .map(({ at, index }) => {
      const end = (Math.floor(at / stepMs) + 1) * stepMs;
      const { flag = false, score } = steps.get(end) ?? {};
      return { at: end, truth: isWrong(index), flag, score };
    });
}
