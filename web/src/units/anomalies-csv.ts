import { toCsv } from "../ui/csv.js";
import type { AnomalyRow } from "./anomaly-row.js";

const HEAD = ["unit", "began", "ended", "peak", "signal", "expected", "observed", "model"];

/** Anomalies as CSV, in their order: times in UTC, `ended` empty while one lasts. */
export function anomaliesCsv(rows: readonly AnomalyRow[]): string {
  const iso = (at: number) => new Date(at).toISOString();
  return toCsv([
    HEAD,
    ...rows.map(({ device, start, end, peak, signal, strongest, model }) => [
      ...[device, iso(start), end === null ? null : iso(end), peak],
      ...[signal, strongest?.expected, strongest?.observed, model],
    ]),
  ]);
}
