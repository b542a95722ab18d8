import type { Work } from "@gridwatch/service-kit";
import type { InfluxConnection } from "./influx-connection.js";
import { RAW_POLICY } from "./retention.js";
import { LinesRejected, writeError } from "./store-errors.js";

/** Writes lines; the caller alone decides about retries. */
export class TelemetryWriter {
  private readonly path: string;

  /** @param policy what the lines are written into: raw readings or a tier of rollups */
  constructor(
    private readonly connection: InfluxConnection,
    policy: string = RAW_POLICY,
  ) {
    const query = new URLSearchParams({ db: connection.config.database, rp: policy, precision: "ms" });
    this.path = `/write?${query}`;
  }

  /** Of writing so many lines, by OpenTelemetry's conventions for databases. */
  writeWork(lines: number): Work {
    const { url, database } = this.connection.config;
    const { hostname, port, protocol } = new URL(url);
    return {
      name: `write ${database}`,
      kind: "CLIENT",
      attributes: {
        "db.system.name": "influxdb",
        "db.namespace": database,
        "db.operation.name": "write",
        "db.operation.batch.size": lines,
        "server.address": hostname,
        "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
      },
    };
  }

  /**
   * Resolves when the database has answered 204, so that every line is durable. Writing the same lines again changes nothing.
   *
   * @throws DatabaseUnavailable, BatchTooLarge, LinesRejected, AccessRefused
   */
  async writeLines(lines: string | readonly string[]): Promise<void> {
    const body = typeof lines === "string" ? lines : lines.join("\n");
    const headers = { "content-type": "text/plain; charset=utf-8" };
    try {
      await this.connection.send("POST", headers, (options) =>
        this.connection.transport.request(this.path, body, options),
      );
    } catch (error) {
      throw writeError(error);
    }
  }

  /**
   * Resolves when the database exists and these credentials may write to it, asked by writing nothing.
   * On 1.x this does not see a missing retention policy.
   *
   * @throws DatabaseUnavailable, AccessRefused
   */
  async checkAccess(): Promise<void> {
    try {
      await this.writeLines("");
    } catch (error) {
      // Some servers take no empty body; they have then already accepted credentials and database.
      if (!(error instanceof LinesRejected)) throw error;
    }
  }
}
