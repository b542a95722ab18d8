import type { Logger, Readiness } from "@gridwatch/service-kit";
import type { InfluxConnection, TelemetryReader } from "@gridwatch/telemetry-store";
import type { OnApplicationShutdown, OnModuleDestroy, OnModuleInit } from "@nestjs/common";

const WHILE_WELL_MS = 2_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2_000;

/** Asks in the background whether readings can be read, so that readiness tells the truth without a request. */
export class DatabaseWatch implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private problem: string | undefined = "not asked yet";
  private retryMs = FIRST_RETRY_MS;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly connection: InfluxConnection,
    private readonly reader: TelemetryReader,
    private readonly readiness: Readiness,
    private readonly logger: Logger,
  ) {}

  /** Does not wait: the service starts whether the database is up or not. */
  onModuleInit(): void {
    this.readiness.register("influxdb", () => this.problem);
    void this.ask();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** By now every request has been answered. */
  onApplicationShutdown(): void {
    this.connection.close();
  }

  private async ask(): Promise<void> {
    let waitMs = WHILE_WELL_MS;
    try {
      await this.reader.check();
      if (this.problem !== undefined) this.logger.info("readings can be read");
      this.problem = undefined;
      this.retryMs = FIRST_RETRY_MS;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.problem !== message) this.logger.warn({ err: error }, "readings cannot be read");
      this.problem = message;
      waitMs = this.retryMs;
      this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.ask(), waitMs);
  }
}
