import type { ForecastReason, RiskDriver, StoredForecast } from "@gridwatch/contracts";
import { FORECASTS_MEASUREMENT } from "./forecast-lines.js";
import type { InfluxConnection } from "./influx-connection.js";
import { type Cell, type Series, select } from "./influxql.js";
import { HOUR_TIER } from "./rollup-tiers.js";
import { type TimeRange, within } from "./telemetry-statements.js";

const FIELDS = [
  "reason",
  "within24h",
  "within48h",
  "threshold",
  "drivers",
  "hours_known",
  "hours_needed",
  "model",
] as const;
const COLUMNS = FIELDS.map((field) => `"${field}"`).join(", ");

/** Reads forecasts of failures. All methods throw DatabaseUnavailable, AccessRefused or QueryRejected. */
export class ForecastReader {
  constructor(private readonly connection: InfluxConnection) {}

  /** The newest `limit` of a unit in the range, newest first. */
  async ofDevice(device: string, range: TimeRange, limit: number): Promise<StoredForecast[]> {
    const q = `SELECT ${COLUMNS} FROM "${FORECASTS_MEASUREMENT}" WHERE "device" = $device AND ${within(range)} ORDER BY time DESC LIMIT ${limit}`;
    const [table] = await this.ask(q, { device });
    return (table?.values ?? []).map((row) => forecastOf(device, row));
  }

  /** The newest in the range of each unit that has one. */
  async newest(range: TimeRange): Promise<StoredForecast[]> {
    const q = `SELECT ${COLUMNS} FROM "${FORECASTS_MEASUREMENT}" WHERE ${within(range)} GROUP BY "device" ORDER BY time DESC LIMIT 1`;
    const tables = await this.ask(q);
    return tables.flatMap(({ tags, values }) => values.map((row) => forecastOf(tags?.["device"] ?? "", row)));
  }

  private ask(q: string, params?: Record<string, string>): Promise<Series[]> {
    const { database } = this.connection.config;
    return select(this.connection, {
      q,
      db: database,
      rp: HOUR_TIER.policy,
      ...(params === undefined ? {} : { params }),
    });
  }
}

function forecastOf(device: string, row: Cell[]): StoredForecast {
  const [time, reason, within24h, within48h, threshold, drivers, known, needed, model] = row;
  const [made, off] = [reason === "FORECAST", reason === "OFF"];
  return {
    device,
    at: new Date(Number(time)).toISOString(),
    reason: String(reason) as ForecastReason,
    ...(made ? { within24h: Number(within24h), within48h: Number(within48h) } : {}),
    ...(Number(threshold) < 0 ? {} : { threshold: Number(threshold) }),
    ...(made ? { drivers: JSON.parse(String(drivers)) as RiskDriver[] } : {}),
    ...(off ? {} : { hours: { known: Number(known), needed: Number(needed) }, model: String(model) }),
  };
}
