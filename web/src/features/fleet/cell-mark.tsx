import { classes } from "../../ui/classes.js";
import { ASSESSMENT_MEANINGS, ASSESSMENT_NAMES } from "../../units/assessment-mark.js";
import { CONDITION_MEANINGS, CONDITION_NAMES } from "../../units/condition-mark.js";
import type { CellState } from "./matrix-state.js";

export const CELL_STATE_NAMES: Readonly<Record<CellState, string>> = {
  abnormal: ASSESSMENT_NAMES.abnormal,
  stale: CONDITION_NAMES.stale,
  suspect: CONDITION_NAMES.suspect,
  unjudged: "No verdict",
  normal: ASSESSMENT_NAMES.normal,
};

export const CELL_STATE_MEANINGS: Readonly<Record<CellState, string>> = {
  abnormal: ASSESSMENT_MEANINGS.abnormal,
  stale: CONDITION_MEANINGS.stale,
  suspect: CONDITION_MEANINGS.suspect,
  unjudged: "it reports plausible values, and no model says anything of it now",
  normal: ASSESSMENT_MEANINGS.normal,
};

/** Only what is abnormal has a colour, and a sign of its own beside it. */
const LOOKS: Readonly<Record<CellState, string>> = {
  abnormal: "bg-abnormal text-surface",
  stale: "border border-stale border-dashed bg-stale-fill text-stale",
  suspect: "bg-suspect-fill text-suspect",
  unjudged: "border border-line-strong/60",
  normal: "bg-line",
};

const SIGNS: Readonly<Record<CellState, string>> = {
  abnormal: "!",
  stale: "–",
  suspect: "▲",
  unjudged: "",
  normal: "",
};

/** The square that stands for a unit. */
export function CellMark({ state, className }: { state: CellState; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={classes(
        "flex items-center justify-center rounded-[3px] font-bold text-xs leading-none lost:opacity-60",
        LOOKS[state],
        className,
      )}
    >
      {SIGNS[state]}
    </span>
  );
}
