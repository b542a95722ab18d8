/** A labelled window of a series, by its rows. */
export interface NabWindow {
  first: number;
  last: number;
}

export interface NabSeries {
  rows: number;
  windows: readonly NabWindow[];
  /** Rows at which something was found. */
  detections: readonly number[];
}

/** Of NAB's standard profile: what a miss and a detection of a window weigh is 1 each. */
const FALSE_POSITIVE = 0.11;
const PROBATION = 0.15;
const LONGEST_SERIES = 5_000;

/** Rows in which detections do not count, since a detector may learn from them. */
export function probationRows(rows: number): number {
  return Math.floor(PROBATION * Math.min(rows, LONGEST_SERIES));
}

/**
 * The standard score of the Numenta Anomaly Benchmark, after its published scorer: a window's best detection counts more the earlier it is, every
 * detection outside costs, less just behind a window. 0 is finding nothing, 100 all at their first row.
 */
export function nabScore(all: readonly NabSeries[]): number {
  let raw = 0;
  let windows = 0;
  for (const { rows, windows: own, detections } of all) {
    windows += own.length;
    const counted = detections.filter((row) => row >= probationRows(rows));
    for (const window of own) raw += foundAt(window, counted);
    for (const row of counted) {
      if (own.every(({ first, last }) => row < first || row > last)) raw += FALSE_POSITIVE * outside(row, own);
    }
  }
  return (100 * (raw + windows)) / (2 * windows);
}

function foundAt({ first, last }: NabWindow, detections: readonly number[]): number {
  const earliest = detections.find((row) => row >= first && row <= last);
  if (earliest === undefined) return -1;
  return sigmoid(-(last - earliest + 1) / (last - first + 1)) / sigmoid(-1);
}

function outside(row: number, windows: readonly NabWindow[]): number {
  const before = windows.filter(({ last }) => last < row).at(-1);
  return before === undefined ? -1 : sigmoid((row - before.last) / (before.last - before.first));
}

/** From nearly 1 at −1 through 0 at 0 to −1. */
function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
