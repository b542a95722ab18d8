import type { CsvCell } from "./csv.js";

/** A number as the page writes it. With a nought in front it is a name. */
const NUMBER = /^[+-]?(?!0\d)\d[\d,]*(\.\d+)?$/;

/**
 * What a table on the page says, row by row, for a file: times in UTC, numbers without what groups their digits, nothing for a dash.
 * What only screen readers are told, what is not shown and columns of buttons or pictures (`data-unsaved`) are left out; an element's
 * `data-value` counts in place of its words.
 */
export function tableRows(table: HTMLTableElement): CsvCell[][] {
  return Array.from(table.rows, (row) =>
    Array.from(row.cells)
      .filter((cell) => cell.dataset["unsaved"] === undefined && cell.checkVisibility())
      .flatMap((cell) => {
        const words = wordsOf(cell);
        const value = cell.tagName === "TH" ? tidy(words) : cellValue(words);
        return [value, ...Array<null>(cell.colSpan - 1).fill(null)];
      }),
  );
}

/** A cell's words as CSV has them. */
export function cellValue(words: string): CsvCell {
  const text = tidy(words);
  if (text === "–") return null;
  return NUMBER.test(text) ? Number(text.replaceAll(",", "")) : text;
}

function tidy(words: string): string {
  return words.replace(/\s+/g, " ").replace(/^[; ]+| +$/g, "");
}

function wordsOf(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof HTMLElement)) return "";
  if (node.dataset["value"] !== undefined) return node.dataset["value"];
  if (node.classList.contains("sr-only") || !node.checkVisibility()) return "";
  if (node instanceof HTMLTimeElement) return node.dateTime;
  const words = Array.from(node.childNodes, wordsOf).join("");
  // A line of its own on the page.
  return getComputedStyle(node).display === "block" ? `; ${words}` : words;
}
