import { classes } from "../../ui/classes.js";
import type { UnitState } from "../../units/unit-state.js";

/** Only what is abnormal has a colour, and a sign of its own beside it. */
const LOOKS: Readonly<Record<UnitState, string>> = {
  abnormal: "bg-abnormal text-surface",
  offline: "border border-stale bg-stale-fill text-stale",
  stale: "border border-stale border-dashed bg-stale-fill text-stale",
  suspect: "bg-suspect-fill text-suspect",
  insufficient: "border border-line-strong/60 border-dotted",
  unjudged: "border border-line-strong/60",
  normal: "bg-line",
};

const SIGNS: Readonly<Record<UnitState, string>> = {
  abnormal: "!",
  offline: "×",
  stale: "–",
  suspect: "▲",
  insufficient: "",
  unjudged: "",
  normal: "",
};

/** The square that stands for a unit. */
export function CellMark({ state, className }: { state: UnitState; className?: string }) {
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
