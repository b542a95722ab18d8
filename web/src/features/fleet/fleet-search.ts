import type { SearchSchemaInput } from "@tanstack/react-router";
import { UNIT_STATES, type UnitState } from "../../units/unit-state.js";
import { columnsText, FLEET_COLUMNS } from "./fleet-columns.js";

type SortDirection = "asc" | "desc";

/** What the fleet page shows, as it stands in the URL. */
export interface FleetSearch {
  /** Part of a unit's id. */
  q: string;
  /** Key of one of `FLEET_COLUMNS`. */
  sort: string;
  dir: SortDirection;
  state: FleetState;
  view: FleetView;
  /** Keys of the table's columns, as `columnsText` writes them; empty for all. */
  cols: string;
}

/** A row with all figures per unit, or a cell that shows its state alone. */
export const FLEET_VIEWS = ["table", "matrix"] as const;
export type FleetView = (typeof FLEET_VIEWS)[number];

/** Units in one state, in whichever state but at risk of failure, or all. */
export type FleetState = UnitState | "at-risk" | "all";

/** In the order to choose from. */
export const FLEET_STATES: readonly FleetState[] = ["all", ...UNIT_STATES, "at-risk"];

/** Worst first. */
export const DEFAULT_FLEET_SEARCH: FleetSearch = {
  q: "",
  sort: "state",
  dir: "asc",
  state: "all",
  view: "table",
  cols: "",
};

/** Whatever the URL holds that is no choice of this page falls back to the default. */
export function parseFleetSearch(search: Partial<FleetSearch> & SearchSchemaInput): FleetSearch {
  const { q, sort, dir, state, view, cols }: Record<keyof FleetSearch, unknown> = {
    ...DEFAULT_FLEET_SEARCH,
    ...search,
  };
  return {
    // An id of digits alone arrives as a number.
    q: typeof q === "string" || typeof q === "number" ? String(q).slice(0, 64) : DEFAULT_FLEET_SEARCH.q,
    sort: FLEET_COLUMNS.find((column) => column.key === sort)?.key ?? DEFAULT_FLEET_SEARCH.sort,
    dir: dir === "desc" ? "desc" : DEFAULT_FLEET_SEARCH.dir,
    state: FLEET_STATES.find((known) => known === state) ?? DEFAULT_FLEET_SEARCH.state,
    view: FLEET_VIEWS.find((known) => known === view) ?? DEFAULT_FLEET_SEARCH.view,
    cols: typeof cols === "string" ? columnsText(cols.split(".")) : DEFAULT_FLEET_SEARCH.cols,
  };
}
