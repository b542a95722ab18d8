import { cursorAfterKey } from "./cursor.js";
import { panByKey } from "./pan.js";
import type { RangeSearch } from "./range-search.js";
import type { TimeCourse } from "./time-course.js";
import { zoomByKey } from "./zoom.js";

/** What is told of a key that was pressed: a `KeyboardEvent` fits. */
type Stroke = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">;

export type ChartAction =
  | { kind: "show"; range: RangeSearch }
  | { kind: "point"; at: number }
  | { kind: "keep"; at: number }
  | { kind: "let go" };

/**
 * What a key does in a chart.
 *
 * @param at where its cursor stands; `null` while it stands nowhere
 * @returns `undefined` when it does nothing here, and is somebody else's: the browser's, or the page's
 */
export function actionOfKey(
  { key, shiftKey, ctrlKey, altKey, metaKey }: Stroke,
  course: Pick<TimeCourse, "from" | "to" | "windowMs" | "timestamps">,
  at: number | null,
  now: number,
): ChartAction | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  // Many keyboards write a plus with Shift.
  const range = zoomByKey(key, course, at ?? course.to) ?? (shiftKey ? panByKey(key, course, now) : undefined);
  if (range !== undefined) return { kind: "show", range };
  if (shiftKey) return undefined;
  if (key === "Enter") return at === null ? undefined : { kind: "keep", at };
  if (key === "Escape") return at === null ? undefined : { kind: "let go" };
  const next = cursorAfterKey(key, course.timestamps, at);
  return next === undefined ? undefined : { kind: "point", at: next };
}
