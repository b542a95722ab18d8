import type { UnitState } from "../../units/unit-state.js";
import { STATE_NAMES } from "../../units/unit-state-mark.js";
import { cellLook } from "./cell-mark.js";

/** A unit in the matrix. */
export interface MatrixCell {
  id: string;
  /** Among all units. */
  index: number;
  state: UnitState;
  /** Tab leads to it. */
  isTabStop: boolean;
}

/**
 * Makes and changes the cells of a row without React, which would keep three nodes of each, and as many again once it is drawn a
 * second time: of thousands of cells that was most of the page's heap (ADR 33). What has not changed is not touched, nor does a cell lose the focus.
 */
export function drawCells(row: HTMLElement, cells: readonly MatrixCell[]): void {
  while (row.childElementCount > cells.length) row.lastElementChild?.remove();
  while (row.childElementCount < cells.length) row.append(newCell(row.childElementCount + 1));
  for (const [column, cell] of cells.entries()) {
    const link = row.children[column]?.firstElementChild;
    if (link) drawLink(link, cell);
  }
}

function newCell(column: number): HTMLElement {
  const cell = document.createElement("div");
  cell.role = "gridcell";
  cell.ariaColIndex = String(column);
  const link = document.createElement("a");
  link.className = "flex size-full p-px";
  const mark = document.createElement("span");
  mark.ariaHidden = "true";
  link.append(mark);
  cell.append(link);
  return cell;
}

function drawLink(link: Element, { id, index, state, isTabStop }: MatrixCell): void {
  set(link, "href", `/units/${encodeURIComponent(id)}`);
  set(link, "data-index", String(index));
  set(link, "tabindex", isTabStop ? "0" : "-1");
  const mark = link.firstElementChild;
  if (!set(link, "aria-label", `${id}: ${STATE_NAMES[state]}`) || mark === null) return;
  set(link, "data-state", state);
  const { className, sign } = cellLook(state);
  mark.className = `${className} size-full`;
  mark.textContent = sign;
}

/** @returns whether it was another */
function set(element: Element, attribute: string, value: string): boolean {
  if (element.getAttribute(attribute) === value) return false;
  element.setAttribute(attribute, value);
  return true;
}
