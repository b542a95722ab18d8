import { Circle, CircleDashed, CircleX, TriangleAlert } from "lucide-react";
import { classes } from "../ui/classes.js";
import type { Condition } from "./unit-condition.js";

export const CONDITION_NAMES: Readonly<Record<Condition, string>> = {
  offline: "Offline",
  stale: "Stale",
  suspect: "Suspect",
  online: "Online",
};

/** What each condition means, for tooltips and legends. */
export const CONDITION_MEANINGS: Readonly<Record<Condition, string>> = {
  offline: "silent for a quarter of an hour or longer: the values shown are the last ones",
  stale: "silent for longer than expected: the values shown are old",
  suspect: "the newest reading holds a value outside its plausible range",
  online: "reporting plausible values",
};

const SHAPES = { offline: CircleX, stale: CircleDashed, suspect: TriangleAlert, online: Circle } as const;

/** Only what is abnormal has a colour. */
const COLOURS: Readonly<Record<Condition, string>> = {
  offline: "text-stale",
  stale: "text-stale",
  suspect: "text-suspect",
  online: "text-ink-2",
};

/** `calm`: without the colour, where it stands for something that is not the case. */
export function ConditionShape({ condition, calm = false }: { condition: Condition; calm?: boolean }) {
  const Shape = SHAPES[condition];
  const normal = condition === "online";
  return (
    <Shape
      aria-hidden="true"
      strokeWidth={2.5}
      className={classes(
        "shrink-0",
        calm || normal ? "text-ink-3" : COLOURS[condition],
        normal ? "size-2 fill-current" : "size-3.5",
      )}
    />
  );
}

/** State by shape, text and colour. */
export function ConditionMark({ condition }: { condition: Condition }) {
  return (
    <span
      title={CONDITION_MEANINGS[condition]}
      className={classes(
        "inline-flex items-center gap-1.5 lost:text-ink-3",
        COLOURS[condition],
        condition !== "online" && "font-semibold",
      )}
    >
      <span className="flex w-3.5 justify-center">
        <ConditionShape condition={condition} />
      </span>
      {CONDITION_NAMES[condition]}
    </span>
  );
}
