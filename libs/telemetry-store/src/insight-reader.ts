import type { Contribution, HistorySeries, InsightReason, StoredAnomaly, StoredInsight } from "@gridwatch/contracts";
import type { InfluxConnection } from "./influx-connection.js";
import { type Cell, select } from "./influxql.js";
import { ANOMALIES_MEASUREMENT, INSIGHTS_MEASUREMENT } from "./insight-lines.js";
import { RAW_POLICY } from "./retention.js";
import { HOUR_TIER } from "./rollup-tiers.js";
import { type TimeRange, within } from "./telemetry-statements.js";

const INSIGHT_FIELDS = ["reason", "score", "threshold", "contributions", "model"] as const;
const ANOMALY_FIELDS = ["id", "ended_at", "last_at", "peak", "peak_at", "contributions", "model"] as const;

/** Longer ones are not looked for: what lasts is learned, and ends the anomaly. */
const LONGEST_ANOMALY_MS = 90 * 86_400_000;

export interface AnomalyFilter {
  device?: string;
  /** `true`: those that have not ended. */
  open?: boolean;
}

/** One entry per window that holds a score. */
export interface ScoreWindows {
  /** Start of each window, epoch milliseconds, ascending. */
  timestamps: number[];
  score: HistorySeries;
  threshold: HistorySeries;
}

/** Reads what models said. All methods throw DatabaseUnavailable, AccessRefused or QueryRejected. */
export class InsightReader {
  constructor(private readonly connection: InfluxConnection) {}

  /** The newest `limit` of a unit in the range, newest first. */
  async insights(device: string, range: TimeRange, limit: number): Promise<StoredInsight[]> {
    const q = `SELECT ${INSIGHT_FIELDS.map((field) => `"${field}"`)} FROM "${INSIGHTS_MEASUREMENT}" WHERE "device" = $device AND ${within(range)} ORDER BY time DESC LIMIT ${limit}`;
    const [table] = await select(this.connection, {
      q,
      db: this.connection.config.database,
      rp: RAW_POLICY,
      params: { device },
    });
    return (table?.values ?? []).map(([time, reason, score, threshold, contributions, model]) => ({
      at: new Date(Number(time)).toISOString(),
      reason: String(reason) as InsightReason,
      ...(score === null || score === undefined ? {} : { score: Number(score) }),
      ...(threshold === null || threshold === undefined ? {} : { threshold: Number(threshold) }),
      ...(contributions === null || contributions === undefined ? {} : { contributions: parsed(contributions) }),
      ...(model === null || model === undefined ? {} : { model: String(model) }),
    }));
  }

  /** Lowest, mean and highest score of each window that holds one, and the threshold by which they were judged. */
  async scores(device: string, range: TimeRange, windowMs: number): Promise<ScoreWindows> {
    const figures = (field: string) => ["MIN", "MEAN", "MAX"].map((figure) => `${figure}("${field}")`);
    const q = `SELECT ${[...figures("score"), ...figures("threshold")]} FROM "${INSIGHTS_MEASUREMENT}" WHERE "device" = $device AND ${within(range)} GROUP BY time(${windowMs}ms) FILL(none)`;
    const [table] = await select(this.connection, {
      q,
      db: this.connection.config.database,
      rp: RAW_POLICY,
      params: { device },
    });
    const rows = table?.values ?? [];
    const column = (index: number) => rows.map((row) => (typeof row[index] === "number" ? row[index] : null));
    return {
      timestamps: rows.map(([time]) => Number(time)),
      score: { min: column(1), mean: column(2), max: column(3) },
      threshold: { min: column(4), mean: column(5), max: column(6) },
    };
  }

  /** The highest score of each window that holds one, by the window's start, epoch milliseconds. */
  async highestScores(device: string, range: TimeRange, windowMs: number): Promise<Map<number, number>> {
    const q = `SELECT MAX("score") FROM "${INSIGHTS_MEASUREMENT}" WHERE "device" = $device AND ${within(range)} GROUP BY time(${windowMs}ms) FILL(none)`;
    const { database } = this.connection.config;
    const [table] = await select(this.connection, { q, db: database, rp: RAW_POLICY, params: { device } });
    return new Map((table?.values ?? []).map(([time, score]) => [Number(time), Number(score)]));
  }

  /** Anomalies of which a part lies in the range, the last to begin first. */
  async anomalies(range: TimeRange, limit: number, { device, open }: AnomalyFilter = {}): Promise<StoredAnomaly[]> {
    const conditions = [
      within({ from: range.from - LONGEST_ANOMALY_MS, to: range.to }),
      `"last_at" >= ${range.from}`,
      ...(device === undefined ? [] : [`"device" = $device`]),
      ...(open === undefined ? [] : [`"ended_at" ${open ? "=" : ">"} 0`]),
    ];
    const q = `SELECT ${ANOMALY_FIELDS.map((field) => `"${field}"`)} FROM "${ANOMALIES_MEASUREMENT}" WHERE ${conditions.join(" AND ")} GROUP BY "device" ORDER BY time DESC LIMIT ${limit}`;
    const tables = await select(this.connection, {
      q,
      db: this.connection.config.database,
      rp: HOUR_TIER.policy,
      ...(device === undefined ? {} : { params: { device } }),
    });
    return tables
      .flatMap(({ tags, values }) => values.map((row) => anomalyOf(tags?.["device"] ?? "", row)))
      .sort((a, b) => b.start.localeCompare(a.start))
      .slice(0, limit);
  }
}

function anomalyOf(device: string, row: Cell[]): StoredAnomaly {
  const [start, id, endedAt, lastAt, peak, peakAt, contributions, model] = row;
  const iso = (cell: Cell | undefined) => new Date(Number(cell)).toISOString();
  return {
    id: String(id),
    device,
    start: iso(start),
    end: Number(endedAt) === 0 ? null : iso(endedAt),
    lastAt: iso(lastAt),
    peak: Number(peak),
    peakAt: iso(peakAt),
    contributions: parsed(contributions ?? "[]"),
    model: typeof model === "string" ? model : null,
  };
}

function parsed(cell: Cell): Contribution[] {
  return JSON.parse(String(cell)) as Contribution[];
}
