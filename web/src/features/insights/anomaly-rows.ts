import type { AnomalyOrder, StoredAnomaly } from "@gridwatch/contracts";
import type { AnomalyRow } from "../../units/anomaly-row.js";
import type { UnitInsight } from "../../units/unit-insight.js";

export interface OpenAnomalies {
  open: AnomalyRow[];
  /** Those whose end nobody told, since another model took over for instance: over, as far as is known. */
  unended: AnomalyRow[];
}

export function rowOf({ device, start, end, peak, contributions, model }: StoredAnomaly): AnomalyRow {
  const [strongest] = contributions;
  return {
    ...{ device, start: Date.parse(start), end: end === null ? null : Date.parse(end), peak },
    ...{ signal: strongest?.signal ?? null, strongest, model },
  };
}

/**
 * What the database knows of those that have not ended, and what the socket last told of each unit. Of one that both know, what was
 * said last counts; the database has more to tell of it.
 *
 * @param stored newest first
 */
export function joinOpen(
  stored: readonly StoredAnomaly[],
  ids: Iterable<string>,
  insightOf: (id: string) => UnitInsight | undefined,
): OpenAnomalies {
  const open = new Map<string, AnomalyRow>();
  const unended: AnomalyRow[] = [];
  for (const anomaly of stored) {
    const row = rowOf(anomaly);
    const said = insightOf(row.device);
    const lastAt = Date.parse(anomaly.lastAt);
    const contradicted = said !== undefined && said.at > lastAt && said.abnormalSince !== row.start;
    if (contradicted || open.has(row.device)) unended.push({ ...row, end: lastAt });
    else open.set(row.device, withScore(row, said));
  }
  for (const id of ids) {
    const said = insightOf(id);
    if (said === undefined || said.abnormalSince === null || open.has(id)) continue;
    open.set(id, {
      ...{ device: id, start: said.abnormalSince, end: null, peak: said.score },
      ...{ signal: said.signal, strongest: undefined, model: null },
    });
  }
  return { open: [...open.values()], unended };
}

/** The peak may be of just now. */
function withScore(row: AnomalyRow, said: UnitInsight | undefined): AnomalyRow {
  const score = said?.abnormalSince === row.start ? said.score : null;
  return score !== null && score > (row.peak ?? 0) ? { ...row, peak: score } : row;
}

export interface AnomalyFilter {
  unit?: string;
  signal?: string;
  model?: string;
  /** A part of it lies within. */
  from: number;
  to: number;
}

export function fits({ device, start, end, signal, model }: AnomalyRow, filter: AnomalyFilter): boolean {
  return (
    (filter.unit === undefined || filter.unit === device) &&
    (filter.signal === undefined || filter.signal === signal) &&
    (filter.model === undefined || filter.model === model) &&
    start < filter.to &&
    (end === null || end >= filter.from)
  );
}

export function inOrder(rows: readonly AnomalyRow[], order: AnomalyOrder): AnomalyRow[] {
  const newest = (a: AnomalyRow, b: AnomalyRow) => b.start - a.start || (a.device < b.device ? -1 : 1);
  const severest = (a: AnomalyRow, b: AnomalyRow) => (b.peak ?? 0) - (a.peak ?? 0) || a.start - b.start;
  return [...rows].sort(order === "newest" ? newest : severest);
}
