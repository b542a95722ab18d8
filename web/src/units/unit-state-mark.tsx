import { ASSESSMENT_MEANINGS, ASSESSMENT_NAMES, AssessmentShape } from "./assessment-mark.js";
import { CONDITION_MEANINGS, CONDITION_NAMES, ConditionShape } from "./condition-mark.js";
import type { UnitState } from "./unit-state.js";

export const STATE_NAMES: Readonly<Record<UnitState, string>> = {
  abnormal: ASSESSMENT_NAMES.abnormal,
  offline: CONDITION_NAMES.offline,
  stale: CONDITION_NAMES.stale,
  suspect: CONDITION_NAMES.suspect,
  insufficient: ASSESSMENT_NAMES.insufficient,
  unjudged: "No verdict",
  normal: ASSESSMENT_NAMES.normal,
};

/** What each state means, for tooltips and legends. */
export const STATE_MEANINGS: Readonly<Record<UnitState, string>> = {
  abnormal: ASSESSMENT_MEANINGS.abnormal,
  offline: CONDITION_MEANINGS.offline,
  stale: CONDITION_MEANINGS.stale,
  suspect: CONDITION_MEANINGS.suspect,
  insufficient: ASSESSMENT_MEANINGS.insufficient,
  unjudged: "it reports plausible values, and no model says anything of it now",
  normal: ASSESSMENT_MEANINGS.normal,
};

/** Only what is abnormal has a colour. `calm`: without it, where it stands for something that is not the case. */
export function StateShape({ state, calm = false }: { state: UnitState; calm?: boolean }) {
  if (state === "unjudged") return <AssessmentShape assessment="unscored" />;
  if (state === "abnormal" || state === "insufficient" || state === "normal")
    return <AssessmentShape assessment={state} calm={calm} />;
  return <ConditionShape condition={state} calm={calm} />;
}
