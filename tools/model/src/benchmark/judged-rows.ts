import type { LoadedModel } from "@gridwatch/models";
import { ScoringPlan } from "@gridwatch/scoring";
import type { JudgedStep } from "../detection-figures.js";
import type { FileRecording } from "../recording.js";
import { toldRows } from "../scored-steps.js";

/** What the platform says of each row from `first` on, by the step that the row is in. */
export async function judgedRows(
  model: LoadedModel,
  recording: FileRecording,
  first: number,
  isWrong: (index: number) => boolean,
): Promise<JudgedStep[]> {
  const rows = await toldRows(new ScoringPlan(model.manifest), model, recording, ({ score, event }) => ({
    flag: event !== undefined && event.end === undefined,
    score,
  }));
  return rows
    .slice(first)
    .map(({ row, end, told: { flag = false, score } = {} }) => ({ at: end, truth: isWrong(row.index), flag, score }));
}
