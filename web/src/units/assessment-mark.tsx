import { Circle, CircleHelp, CirclePause, CircleSlash, OctagonAlert } from "lucide-react";
import { classes } from "../ui/classes.js";
import { MarkShape } from "./mark-shape.js";
import type { Assessment } from "./unit-insight.js";

export const ASSESSMENT_NAMES: Readonly<Record<Assessment, string>> = {
  abnormal: "Abnormal",
  insufficient: "Not enough data",
  unscored: "Not scored",
  off: "No model",
  normal: "Normal",
};

/** What each assessment means, for tooltips and legends. */
export const ASSESSMENT_MEANINGS: Readonly<Record<Assessment, string>> = {
  abnormal: "an anomaly is open: the unit does not behave as its model expects",
  insufficient: "the model needs more readings, without gaps, before it can score the unit",
  unscored: "no score is known, or only one that is minutes older than the readings, or than now",
  off: "no model is active",
  normal: "the unit behaves as its model expects",
};

/** Of a unit that is silent by now, what was normal was so then. An anomaly that nobody has seen the end of goes on. */
const WAS_NORMAL = {
  name: "Was normal",
  meaning: "when it was last heard of, the unit behaved as its model expects; it is silent now",
};

/** @param silent whether the unit is */
export function assessmentMeaning(assessment: Assessment, silent: boolean): string {
  return silent && assessment === "normal" ? WAS_NORMAL.meaning : ASSESSMENT_MEANINGS[assessment];
}

const SHAPES = {
  abnormal: OctagonAlert,
  insufficient: CirclePause,
  unscored: CircleHelp,
  off: CircleSlash,
  normal: Circle,
} as const;

/** Only what is abnormal has a colour. */
function AssessmentShape({ assessment }: { assessment: Assessment }) {
  const colour = assessment === "abnormal" ? "text-abnormal" : "text-ink-3";
  return <MarkShape shape={SHAPES[assessment]} normal={assessment === "normal"} colour={colour} />;
}

/** The model's verdict by shape, text and colour. @param silent whether the unit is */
export function AssessmentMark({ assessment, silent }: { assessment: Assessment; silent: boolean }) {
  return (
    <span
      title={assessmentMeaning(assessment, silent)}
      className={classes(
        "inline-flex items-center gap-1.5 whitespace-nowrap old:text-ink-3",
        assessment === "abnormal" ? "font-semibold text-abnormal" : "text-ink-2",
      )}
    >
      <span className="flex w-3.5 justify-center">
        <AssessmentShape assessment={assessment} />
      </span>
      {silent && assessment === "normal" ? WAS_NORMAL.name : ASSESSMENT_NAMES[assessment]}
    </span>
  );
}
