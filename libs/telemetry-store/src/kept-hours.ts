import type { InfluxConnection } from "./influx-connection.js";
import { policyHours } from "./provision-v1.js";
import { bucketHours } from "./provision-v2.js";
import { rawRetention, tierRetentions } from "./retention.js";

/** What the database keeps of one kind of points, and what it should. Hours; 0 for ever. */
export interface KeptHours {
  policy: string;
  wanted: number;
  /** `undefined` when there is no such place, or these credentials do not see it. */
  found: number | undefined;
}

/** Of raw readings and of each tier of rollups. Empty for InfluxDB 3, which has no such places. @throws StoreError */
export async function keptHours(connection: InfluxConnection): Promise<KeptHours[]> {
  const { major } = await connection.server();
  if (major === 3) return [];
  const policies = major === 1 ? await policyHours(connection) : undefined;
  const kept: KeptHours[] = [];
  for (const { policy, durationHours } of [rawRetention(connection.config), ...tierRetentions(connection.config)]) {
    const found = major === 1 ? policies?.get(policy) : await bucketHours(connection, policy);
    kept.push({ policy, wanted: durationHours, found });
  }
  return kept;
}
