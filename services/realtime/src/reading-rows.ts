import type { ReadingColumns } from "@gridwatch/contracts";

/** The rows of each wanted device, in order. `isWanted` is asked once per device. */
export function rowsByDevice(columns: ReadingColumns, isWanted: (device: string) => boolean): Map<string, number[]> {
  const wanted = new Map<string, number[]>();
  const unwanted = new Set<string>();
  for (const [row, device] of columns.devices.entries()) {
    const rows = wanted.get(device);
    if (rows !== undefined) rows.push(row);
    else if (unwanted.has(device)) continue;
    else if (isWanted(device)) wanted.set(device, [row]);
    else unwanted.add(device);
  }
  return wanted;
}

/** Columns of these rows alone, without the metrics that none of them carries. */
export function selectRows(columns: ReadingColumns, rows: readonly number[]): ReadingColumns {
  const pick = <T>(column: readonly T[]): T[] => rows.map((row) => column[row] as T);
  const suspects = new Set(columns.suspect);
  const selected: ReadingColumns = {
    devices: pick(columns.devices),
    timestamps: pick(columns.timestamps),
    receivedAt: pick(columns.receivedAt),
    suspect: suspects.size === 0 ? [] : [...rows.keys()].filter((i) => suspects.has(rows[i] as number)),
    metrics: {},
  };
  for (const [metric, column] of Object.entries(columns.metrics)) {
    const cells = pick(column);
    if (cells.some((cell) => cell !== null)) selected.metrics[metric] = cells;
  }
  return selected;
}
