import type { InfluxConnection } from "./influx-connection.js";
import { provisionPolicy } from "./provision-v1.js";
import { provisionBucket } from "./provision-v2.js";
import type { Provisioned } from "./provisioned.js";
import { rawRetention } from "./retention.js";

/**
 * Sees to it that readings have a place, kept for as long as configured. Safe to call at every start and from several
 * replicas at once. InfluxDB 3 makes its tables when they are first written to, so there is nothing to do.
 *
 * @throws DatabaseUnavailable
 * @throws AccessRefused when the place is missing and these credentials may not make it
 */
export async function provision(connection: InfluxConnection): Promise<Provisioned> {
  const server = await connection.server();
  const provisioned: Provisioned = { server, changes: [], warnings: [] };
  const retention = rawRetention(connection.config.retentionDays);
  if (server.major === 1) await provisionPolicy(connection, retention, provisioned);
  if (server.major === 2) await provisionBucket(connection, retention, provisioned);
  return provisioned;
}
