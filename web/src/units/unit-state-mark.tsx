import { Circle, CircleDashed, CircleHelp, CirclePause, CircleX, OctagonAlert, TriangleAlert } from "lucide-react";
import { classes } from "../ui/classes.js";
import { ASSESSMENT_MEANINGS, ASSESSMENT_NAMES } from "./assessment-mark.js";
import { MarkShape } from "./mark-shape.js";
import type { UnitState } from "./unit-state.js";

export const STATE_NAMES: Readonly<Record<UnitState, string>> = {
  abnormal: ASSESSMENT_NAMES.abnormal,
  offline: "Offline",
  stale: "Stale",
  suspect: "Suspect",
  insufficient: ASSESSMENT_NAMES.insufficient,
  unjudged: "No verdict",
  normal: ASSESSMENT_NAMES.normal,
};

/** Where there is no room for more than a word or two. */
export const SHORT_STATE_NAMES: Readonly<Record<UnitState, string>> = { ...STATE_NAMES, insufficient: "Few data" };

/** What each state means, for tooltips and legends. */
export const STATE_MEANINGS: Readonly<Record<UnitState, string>> = {
  abnormal: ASSESSMENT_MEANINGS.abnormal,
  offline: "silent for a quarter of an hour or longer: the values shown are the last ones",
  stale: "silent for longer than expected: the values shown are old",
  suspect: "the newest reading holds a value outside its plausible range",
  insufficient: ASSESSMENT_MEANINGS.insufficient,
  unjudged: "it reports plausible values, and no model says anything of it now",
  normal: ASSESSMENT_MEANINGS.normal,
};

const SHAPES = {
  abnormal: OctagonAlert,
  offline: CircleX,
  stale: CircleDashed,
  suspect: TriangleAlert,
  insufficient: CirclePause,
  unjudged: CircleHelp,
  normal: Circle,
} as const;

/** Only what is abnormal has a colour. */
const COLOURS: Readonly<Partial<Record<UnitState, string>>> = {
  abnormal: "text-abnormal",
  offline: "text-stale",
  stale: "text-stale",
  suspect: "text-suspect",
};

/** `calm`: without the colour, where it stands for something that is not the case. */
export function StateShape({ state, calm = false }: { state: UnitState; calm?: boolean }) {
  return (
    <MarkShape shape={SHAPES[state]} normal={state === "normal"} colour={(!calm && COLOURS[state]) || "text-ink-3"} />
  );
}

/** A unit's state by shape, text and colour. */
export function StateMark({ state, short = false }: { state: UnitState; short?: boolean }) {
  const colour = COLOURS[state];
  return (
    <span
      data-testid="state"
      title={STATE_MEANINGS[state]}
      className={classes(
        "inline-flex items-center gap-1.5 whitespace-nowrap lost:text-ink-3",
        colour ? `font-semibold ${colour}` : "text-ink-2",
      )}
    >
      <span className="flex w-3.5 justify-center">
        <StateShape state={state} />
      </span>
      {(short ? SHORT_STATE_NAMES : STATE_NAMES)[state]}
    </span>
  );
}
