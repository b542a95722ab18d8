/** Row whose time is nearest to `at`; -1 when there are no rows. `timestamps` ascend. */
export function nearestRow(timestamps: readonly number[], at: number): number {
  let low = 0;
  let high = timestamps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timestamps[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = timestamps[low - 1];
  const here = timestamps[low];
  if (here === undefined) return -1;
  return before !== undefined && at - before < here - at ? low - 1 : low;
}

/** Where a key moves the cursor; `undefined` when the key does not, or there is no row to move to. */
export function cursorAfterKey(key: string, timestamps: readonly number[], at: number | null): number | undefined {
  const last = timestamps.length - 1;
  const row = at === null ? last + 1 : nearestRow(timestamps, at);
  const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10 }[key];
  if (step !== undefined) return timestamps[Math.min(Math.max(row + step, 0), last)];
  if (key === "Home") return timestamps[0];
  return key === "End" ? timestamps[last] : undefined;
}

/** Where a cursor stands in what is shown; nowhere when that has gone on without it, as a live range does. */
export function cursorWithin(at: number | null, { from, to }: { from: number; to: number }): number | null {
  return at !== null && at >= from && at <= to ? at : null;
}
