import type { InfluxConnection } from "./influx-connection.js";
import { select } from "./influxql.js";
import { RAW_POLICY } from "./retention.js";
import { DEVICES_STATEMENT, edgeStatement, type TimeRange } from "./telemetry-statements.js";

/**
 * When the oldest raw reading, of all or of a range, was taken, epoch milliseconds. A quick way to learn whether there is any.
 *
 * @throws StoreError
 */
export function oldestReading(connection: InfluxConnection, range?: TimeRange): Promise<number | undefined> {
  return edge(connection, "FIRST", range);
}

/**
 * When the newest raw reading of a range was taken, epoch milliseconds.
 *
 * @throws StoreError
 */
export function newestReading(connection: InfluxConnection, range: TimeRange): Promise<number | undefined> {
  return edge(connection, "LAST", range);
}

async function edge(connection: InfluxConnection, which: "FIRST" | "LAST", range?: TimeRange) {
  const [table] = await select(connection, {
    q: edgeStatement(which, range),
    db: connection.config.database,
    rp: RAW_POLICY,
  });
  const time = table?.values[0]?.[0];
  return typeof time === "number" ? time : undefined;
}

/**
 * Every device with a reading.
 *
 * @throws StoreError
 */
export async function deviceIds(connection: InfluxConnection): Promise<string[]> {
  const [table] = await select(connection, { q: DEVICES_STATEMENT, db: connection.config.database, rp: RAW_POLICY });
  return (table?.values ?? []).map(([, device]) => String(device));
}
