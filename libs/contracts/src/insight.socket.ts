import type { Insight, InsightReason } from "./insight.event.js";
import { assertColumn, isModelName, isOptional, isRecord, isText } from "./socket-shape.js";

/**
 * Insights for the fleet's room, in columns: row `i` of every array belongs to the same insight. A unit may stand in
 * several rows, oldest first: each insight that opens or ends an anomaly has a row, of the others only the newest.
 */
export interface InsightColumns {
  devices: string[];
  /** End of the step, epoch milliseconds. */
  ats: number[];
  reasons: InsightReason[];
  /** 0..1; `null` without enough data or a model. */
  scores: (number | null)[];
  thresholds: (number | null)[];
  /** The strongest signal: of the anomaly at its peak where there is one, else of the score. */
  signals: (string | null)[];
  /** When the anomaly began that is open at the step or ends with it. */
  anomalyStarts: (number | null)[];
  /** When it ended; `null` while it lasts. */
  anomalyEnds: (number | null)[];
}

/** In the fleet's room in columns, in a unit's room each in full. */
export type RoomInsights = Insight[] | InsightColumns;

/** What the server sends for a room when models have said something. */
export interface InsightFrame {
  /** `FLEET_ROOM`, or the `deviceRoom` of a unit. */
  room: string;
  /** When the frame was made, epoch milliseconds, by the server's clock. */
  at: number;
  insights: RoomInsights;
}

const REASONS: ReadonlySet<unknown> = new Set<InsightReason>(["ANOMALY", "NORMAL", "INSUFFICIENT_DATA", "OFF"]);

export function isInsight(value: unknown): value is Insight {
  if (!isRecord(value)) return false;
  const { device, at, reason, score, threshold, contributions, model, event } = value;
  return (
    typeof device === "string" &&
    Number.isFinite(at) &&
    REASONS.has(reason) &&
    isOptional(score, Number.isFinite) &&
    isOptional(threshold, Number.isFinite) &&
    isOptional(contributions, areContributions) &&
    isOptional(model, isModelName) &&
    isOptional(event, isAnomalyEvent)
  );
}

/** Throws a TypeError naming the first thing that keeps `value` from being well-formed columns. */
export function assertInsightColumns(value: unknown): asserts value is InsightColumns {
  if (!isRecord(value)) throw new TypeError("insights are not an object of columns");
  const rows = Array.isArray(value["devices"]) ? value["devices"].length : 0;
  const column = (name: keyof InsightColumns, isCell: (cell: unknown) => boolean) =>
    assertColumn(value, name, rows, isCell);
  column("devices", isText);
  column("ats", Number.isFinite);
  column("reasons", (cell) => REASONS.has(cell));
  for (const name of ["scores", "thresholds", "anomalyStarts", "anomalyEnds"] as const) {
    column(name, (cell) => cell === null || Number.isFinite(cell));
  }
  column("signals", (cell) => cell === null || isText(cell));
}

function isAnomalyEvent(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { id, start, end, peak, peakAt, contributions } = value;
  return (
    typeof id === "string" &&
    [start, peak, peakAt].every(Number.isFinite) &&
    isOptional(end, Number.isFinite) &&
    areContributions(contributions)
  );
}

function areContributions(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (it) =>
        isRecord(it) && isText(it["signal"]) && [it["share"], it["expected"], it["observed"]].every(Number.isFinite),
    )
  );
}
