import {
  type AnomalyList,
  type AnomalyOrder,
  type Contribution,
  type HistorySeries,
  type InsightReason,
  METRIC_NAME_PATTERN,
  type StoredAnomaly,
  type StoredInsight,
} from "@gridwatch/contracts";
import type { InfluxConnection } from "./influx-connection.js";
import { type Cell, type Series, select } from "./influxql.js";
import { ANOMALIES_MEASUREMENT, INSIGHTS_MEASUREMENT } from "./insight-lines.js";
import { RAW_POLICY } from "./retention.js";
import { HOUR_TIER } from "./rollup-tiers.js";
import { type TimeRange, within } from "./telemetry-statements.js";

const INSIGHT_FIELDS = ["reason", "score", "threshold", "contributions", "model"] as const;
const ANOMALY_FIELDS = ["id", "ended_at", "last_at", "peak_at", "contributions", "model", "device"] as const;
const ANOMALY_COLUMNS = ANOMALY_FIELDS.map((field) => `"${field}"`).join(", ");

/** Longer ones are not looked for: what lasts is learned, and ends the anomaly. */
const LONGEST_ANOMALY_MS = 90 * 86_400_000;

/** What lasts is told of at each step: of one of which nothing was said for longer the end was never told, as whoever had to was killed. */
const TOLD_WITHIN_MS = 86_400_000;

export interface AnomalyFilter {
  device?: string;
  /** `true`: those that have not ended, and of which something was said within the range's last day. */
  open?: boolean;
  /** The metric that was strongest at the peak. */
  signal?: string;
  /** `name@version` */
  model?: string;
}

/** Which of the anomalies that fit. */
export interface AnomalyPage {
  limit: number;
  offset?: number;
  order?: AnomalyOrder;
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

  /** The mean score of each window that holds one, by the window's start, epoch milliseconds. */
  async meanScores(device: string, range: TimeRange, windowMs: number): Promise<Map<number, number>> {
    const q = `SELECT MEAN("score") FROM "${INSIGHTS_MEASUREMENT}" WHERE "device" = $device AND ${within(range)} GROUP BY time(${windowMs}ms) FILL(none)`;
    const { database } = this.connection.config;
    const [table] = await select(this.connection, { q, db: database, rp: RAW_POLICY, params: { device } });
    return new Map((table?.values ?? []).map(([time, score]) => [Number(time), Number(score)]));
  }

  /**
   * Anomalies of which a part lies in the range, and how many there are. Of equal peaks the first to begin comes first.
   *
   * @throws also a RangeError for a signal that is no metric's name
   */
  async anomalies(range: TimeRange, filter: AnomalyFilter, page: AnomalyPage): Promise<AnomalyList> {
    const { limit, offset = 0, order = "newest" } = page;
    const from = `FROM "${ANOMALIES_MEASUREMENT}" WHERE ${anomalyConditions(range, filter).join(" AND ")}`;
    // The database sorts by nothing but time: of the highest peaks it answers all that come before the page too.
    const rows =
      order === "newest"
        ? `SELECT "peak", ${ANOMALY_COLUMNS} ${from} ORDER BY time DESC LIMIT ${limit} OFFSET ${offset}`
        : `SELECT TOP("peak", ${offset + limit}), ${ANOMALY_COLUMNS} ${from}`;
    const [[counted], [table]] = await Promise.all([
      this.askForAnomalies(`SELECT COUNT("id") ${from}`, filter),
      this.askForAnomalies(rows, filter),
    ]);
    const found = (table?.values ?? []).map(anomalyOf);
    return {
      total: Number(counted?.values[0]?.[1] ?? 0),
      anomalies: order === "newest" ? found : found.sort(bySeverity).slice(offset, offset + limit),
    };
  }

  private askForAnomalies(q: string, { device, model }: AnomalyFilter): Promise<Series[]> {
    const params = { ...(device === undefined ? {} : { device }), ...(model === undefined ? {} : { model }) };
    return select(this.connection, { q, db: this.connection.config.database, rp: HOUR_TIER.policy, params });
  }
}

function anomalyConditions(range: TimeRange, { device, open, signal, model }: AnomalyFilter): string[] {
  if (signal !== undefined && !METRIC_NAME_PATTERN.test(signal)) throw new RangeError(`${signal} is no metric's name`);
  return [
    within({ from: range.from - LONGEST_ANOMALY_MS, to: range.to }),
    `"last_at" >= ${range.from}`,
    ...(device === undefined ? [] : [`"device" = $device`]),
    ...(open === undefined ? [] : [`"ended_at" ${open ? "=" : ">"} 0`]),
    ...(open === true ? [`"last_at" >= ${range.to - TOLD_WITHIN_MS}`] : []),
    // Within the first contribution, which is the strongest.
    ...(signal === undefined ? [] : [`"contributions" =~ /^\\[\\{[^}]*"signal":"${signal}"/`]),
    ...(model === undefined ? [] : [`"model" = $model`]),
  ];
}

function bySeverity(a: StoredAnomaly, b: StoredAnomaly): number {
  return b.peak - a.peak || a.start.localeCompare(b.start);
}

function anomalyOf([start, peak, id, endedAt, lastAt, peakAt, contributions, model, device]: Cell[]): StoredAnomaly {
  const iso = (cell: Cell | undefined) => new Date(Number(cell)).toISOString();
  return {
    id: String(id),
    device: String(device),
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
