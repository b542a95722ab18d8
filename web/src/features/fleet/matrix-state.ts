import type { Unit } from "../../units/unit.js";
import { conditionOf } from "../../units/unit-condition.js";
import { type Assessment, assessmentOf, type UnitInsight } from "../../units/unit-insight.js";

/** What a cell says of its unit, from worst to best. `unjudged`: it reports, and no model says anything of it. */
export const CELL_STATES = ["abnormal", "stale", "suspect", "unjudged", "normal"] as const;
export type CellState = (typeof CELL_STATES)[number];

const UNJUDGED: ReadonlySet<Assessment> = new Set(["insufficient", "unscored", "off"]);

/** An open anomaly comes first, as on the rest of the page; then whether the unit reports, and what. */
export function cellState(unit: Unit, insight: UnitInsight | undefined, now: number, staleAfterMs: number): CellState {
  const assessment = assessmentOf(insight, unit.at);
  if (assessment === "abnormal") return "abnormal";
  const condition = conditionOf(unit, now, staleAfterMs);
  if (condition !== "online") return condition;
  return UNJUDGED.has(assessment) ? "unjudged" : "normal";
}

/** How many units are in each state. */
export function countStates(states: Iterable<CellState>): Record<CellState, number> {
  const counts: Record<CellState, number> = { abnormal: 0, stale: 0, suspect: 0, unjudged: 0, normal: 0 };
  for (const state of states) counts[state]++;
  return counts;
}

/** The room for cells, and how many there are to be. CSS pixels. */
export interface MatrixRoom {
  width: number;
  height: number;
  count: number;
  smallest: number;
  largest: number;
}

/** How large cells are: as large as all of them fit into the room at once, or else the smallest, and it scrolls. */
export function cellSize({ width, height, count, smallest, largest }: MatrixRoom): number {
  for (let size = largest; size > smallest; size--) {
    if (Math.floor(width / size) * Math.floor(height / size) >= count) return size;
  }
  return smallest;
}

/** Where a key moves among `count` cells in rows of `width`; `undefined` when the key means nothing here. */
export function nextCell(
  key: string,
  at: number,
  count: number,
  width: number,
  rowsInView: number,
): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - width,
    ArrowDown: at + width,
    PageUp: at - width * rowsInView,
    PageDown: at + width * rowsInView,
    Home: 0,
    End: count - 1,
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return to === undefined || count === 0 ? undefined : Math.min(Math.max(to, 0), count - 1);
}
