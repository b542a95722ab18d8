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

/** How the square of a unit in this state looks, and the sign in it. */
export function cellLook(state: UnitState): { className: string; sign: string } {
  return {
    className: `flex items-center justify-center rounded-[3px] font-bold text-xs leading-none lost:opacity-60 ${LOOKS[state]}`,
    sign: SIGNS[state],
  };
}

/** The square that stands for a unit. */
export function CellMark({ state, className }: { state: UnitState; className?: string }) {
  const look = cellLook(state);
  return (
    <span aria-hidden="true" className={classes(look.className, className)}>
      {look.sign}
    </span>
  );
}
