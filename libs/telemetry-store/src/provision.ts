import type { InfluxConnection } from "./influx-connection.js";
import { provisionPolicy } from "./provision-v1.js";
import { provisionBucket } from "./provision-v2.js";
import type { Provisioned } from "./provisioned.js";
import { oldestReading } from "./raw-extent.js";
import { type RetentionSpec, rawRetention, tierRetentions } from "./retention.js";
import { isRawRolledUp } from "./rollup-state.js";
import { AccessRefused } from "./store-errors.js";

/**
 * Sees to it that readings and their rollups have a place, kept for as long as configured. Raw readings that no rollup
 * holds yet keep the longer retention they have. Safe to call at every start and from several replicas at once.
 * InfluxDB 3 makes its tables when they are first written to, so there is nothing to do.
 *
 * @throws DatabaseUnavailable
 * @throws AccessRefused when the place of readings is missing and these credentials may not make it; that of rollups is only
 * warned of, since readings can be stored all the same
 */
export async function provision(connection: InfluxConnection): Promise<Provisioned> {
  const server = await connection.server();
  const provisioned: Provisioned = { server, changes: [], warnings: [] };
  if (server.major === 3) return provisioned;
  const place = (retention: RetentionSpec, mayShorten: () => Promise<boolean>) =>
    (server.major === 1 ? provisionPolicy : provisionBucket)(connection, retention, provisioned, mayShorten);
  await place(rawRetention(connection.config), () => rawMayGo(connection));
  for (const retention of tierRetentions(connection.config)) {
    try {
      await place(retention, async () => true);
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      provisioned.warnings.push(`no rollups: ${error.message}`);
    }
  }
  provisioned.warnings = [...new Set(provisioned.warnings)];
  return provisioned;
}

async function rawMayGo(connection: InfluxConnection): Promise<boolean> {
  try {
    if (await isRawRolledUp(connection)) return true;
  } catch (error) {
    // There is no place for rollups yet.
    if (!(error instanceof AccessRefused)) throw error;
  }
  return (await oldestReading(connection)) === undefined;
}
