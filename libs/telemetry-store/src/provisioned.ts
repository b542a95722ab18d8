import type { InfluxServer } from "./influx-connection.js";

/** What provisioning found and did. */
export interface Provisioned {
  server: InfluxServer;
  /** What was created or changed; empty when all was as it should be. */
  changes: string[];
  /** What could not be seen or put right for lack of privileges, though readings can be stored. */
  warnings: string[];
}
