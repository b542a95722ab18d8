import type { InfluxConnection } from "./influx-connection.js";
import { BatchTooLarge, LinesRejected } from "./store-errors.js";
import { TelemetryWriter } from "./telemetry-writer.js";

/** What InfluxDB says when it has kept all lines of a write but those that its retention would delete at once. */
const TOO_OLD = /points beyond retention policy dropped=(\d+)/;

/**
 * Writes what `exportPoints` gave. Points that stand there already stay what they are.
 *
 * @returns how many were too old to be kept
 * @throws StoreError
 */
export async function importPoints(connection: InfluxConnection, policy: string, lines: string[]): Promise<number> {
  try {
    await new TelemetryWriter(connection, policy).writeLines(lines);
    return 0;
  } catch (error) {
    const [, tooOld] = (error instanceof LinesRejected && TOO_OLD.exec(error.message)) || [];
    if (tooOld !== undefined) return Number(tooOld);
    if (!(error instanceof BatchTooLarge) || lines.length === 1) throw error;
    const half = Math.ceil(lines.length / 2);
    const before = await importPoints(connection, policy, lines.slice(0, half));
    return before + (await importPoints(connection, policy, lines.slice(half)));
  }
}
